package io.podhelpers.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port for operators: `/metrics`, `/livez` (also `/healthz`), `/readyz`, and what the service adds by [#route].
///
/// Probes and metrics answer 200 or 503 with a line that says why; an unknown path 404; other methods than GET and HEAD
/// 405 unless the route
/// takes them. One virtual thread a request, so a slow reader holds nobody up.
public final class AdminServer implements AutoCloseable {
    /// One answer.
    ///
    /// @param status the HTTP status
    /// @param contentType the value of `Content-Type`
    /// @param body what is sent, possibly empty
    public record Answer(int status, String contentType, String body) {
        public static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }

        public static Answer json(int status, String body) {
            return new Answer(status, "application/json", body);
        }
    }

    /// What answers one route. It may read the request from the exchange, and leaves the answering to the server.
    @FunctionalInterface
    public interface Route {
        Answer answer(HttpExchange exchange) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int BACKLOG = 128;

    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private AdminServer(HttpServer server) {
        this.server = server;
        server.setExecutor(requests);
    }

    /// Binds the address and readies the three standard routes; nothing is answered before [#start].
    ///
    /// @param option the option that gave the address, for the message
    /// @throws UserError if the port is taken or the address is not this machine's
    public static AdminServer bind(
            String option, ListenAddress address, Health health, PrometheusMeterRegistry registry) throws IOException {
        AdminServer admin = bind(option, address);
        admin.route("/metrics", _ -> metrics(registry));
        admin.routeProbes(health);
        return admin;
    }

    /// Binds the address without any route, for a service that chooses them all.
    public static AdminServer bind(String option, ListenAddress address) throws IOException {
        InetSocketAddress resolved = address.resolve();
        try {
            return new AdminServer(HttpServer.create(resolved, BACKLOG));
        } catch (BindException e) {
            throw new UserError(option + ": cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /// Adds the probes alone, for a service that serves metrics on request or in a form of its own.
    public void routeProbes(Health health) {
        route("/livez", _ -> probe(health.notAlive()));
        route("/healthz", _ -> probe(health.notAlive()));
        route("/readyz", _ -> probe(health.notReady()));
    }

    /// Adds a route for exactly this path.
    public void route(String path, Route route) {
        server.createContext(path, exchange -> handle(path, route, exchange));
    }

    public void start() {
        server.start();
    }

    /// The port that is really bound, of use when 0 was asked for.
    public int port() {
        return server.getAddress().getPort();
    }

    /// Stops at once: admin requests are short, and the helper's own work is over when this is called.
    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }

    /// The text exposition of all meters.
    public static Answer metrics(PrometheusMeterRegistry registry) {
        return new Answer(200, METRICS_TYPE, registry.scrape(METRICS_TYPE));
    }

    private static Answer probe(Map<String, String> reasons) {
        if (reasons.isEmpty()) {
            return Answer.text(200, "ok\n");
        }
        String lines = reasons.entrySet().stream()
                .map(reason -> reason.getKey() + ": " + reason.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
        return Answer.text(503, lines);
    }

    private static void handle(String path, Route route, HttpExchange exchange) {
        try (exchange) {
            send(exchange, answer(path, route, exchange));
        } catch (IOException e) {
            log.atDebug().addKeyValue("path", path).setCause(e).log("a client went away before its answer");
        }
    }

    private static Answer answer(String path, Route route, HttpExchange exchange) {
        // the JDK's server takes a path for every longer one, too
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return Answer.text(404, "not found\n");
        }
        try {
            return route.answer(exchange);
        } catch (IOException | RuntimeException e) {
            log.atError().addKeyValue("path", path).setCause(e).log("cannot answer an admin request");
            return Answer.text(500, "internal error\n");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (head || body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
