package io.podhelpers.gitsync.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port for git hosts: any path, POST only, one empty answer a request ([PushOutcome#status]).
///
/// One virtual thread a request; a pass is only ever asked for, never waited for. Every limit is fixed before the first
/// byte comes: requests a second, requests at once, length of the body, and (for the whole process, see
/// [#limitSlowClients]) the time a request may take, its headers' length and the number of connections.
public final class PushListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PushListener.class);
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final PushDesk desk;
    private final Consumer<PushOutcome> counter;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable PushOutcome> lastRefusal = new AtomicReference<>();

    private PushListener(HttpServer server, PushDesk desk, Consumer<PushOutcome> counter) {
        this.server = server;
        this.desk = desk;
        this.counter = counter;
        server.setExecutor(requests);
        server.createContext("/", this::handle);
    }

    /// Binds the address; nothing is answered before [#start].
    ///
    /// @param targets the repositories that are synced in this process
    /// @param counter told of each outcome, on the request's thread
    /// @throws UserError if the port is taken or the address is not this machine's
    public static PushListener bind(
            PushConfig config, List<PushTarget> targets, Consumer<PushOutcome> counter, InstantSource clock)
            throws IOException {
        try {
            HttpServer server = HttpServer.create(config.listen().resolve(), BACKLOG);
            return new PushListener(server, new PushDesk(config, targets, clock), counter);
        } catch (BindException e) {
            throw new UserError("--push-listen: cannot listen on " + config.listen() + ": " + e.getMessage(), e);
        }
    }

    /// Cuts off clients that dawdle: the JDK's server takes these limits from system properties, once, when the first
    /// server of the process is made. To be called before that; what is set already stays.
    public static void limitSlowClients() {
        setUnlessSet("sun.net.httpserver.maxReqTime", "20"); // seconds for the headers and the body together
        setUnlessSet("sun.net.httpserver.maxRspTime", "20");
        setUnlessSet("sun.net.httpserver.maxReqHeaders", "100");
        setUnlessSet("sun.net.httpserver.maxReqHeaderSize", "65536");
        setUnlessSet("jdk.httpserver.maxConnections", "256");
    }

    public void start() {
        server.start();
    }

    /// The port that is really bound, of use when 0 was asked for.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            PushOutcome outcome = desk.decide(new PushRequest(
                    exchange.getRequestMethod(), exchange.getRequestHeaders()::getFirst, exchange.getRequestBody()));
            counter.accept(outcome);
            report(outcome);
            if (outcome.status() == 429) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            } else if (outcome == PushOutcome.WRONG_METHOD) {
                exchange.getResponseHeaders().set("Allow", "POST");
            }
            exchange.sendResponseHeaders(outcome.status(), -1);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a pusher went away before its answer");
        }
    }

    /// One line for each change of fortune: a flood of refusals is in the metric, not in the log.
    private void report(PushOutcome outcome) {
        PushOutcome refusal = outcome.isRefusal() ? outcome : null;
        if (outcome == PushOutcome.ACCEPTED || refusal != null) {
            boolean changed = !Objects.equals(lastRefusal.getAndSet(refusal), refusal);
            if (changed && refusal != null) {
                log.atWarn().addKeyValue("reason", outcome.label()).log("refused a push");
            }
        }
        if (outcome == PushOutcome.ACCEPTED) {
            log.atDebug().log("accepted a push");
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
