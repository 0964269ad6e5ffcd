package io.podhelpers.redisambassador;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.redisambassador.proxy.Engine;
import io.podhelpers.redisambassador.proxy.ProxyMetrics;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.HelperMetrics;
import io.podhelpers.runtime.Service;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service: what a request passes on its way, and what watches the servers beside it.
///
/// ```
///   client ──► RequestFramer ──► CommandPlan ──► Dispatcher ──► Router ──► Backend ──► server
///                 (resp)        (table, rules)   (SessionState)  │           │
///   client ◄── ReplySequencer ◄───────────────── ReplyFramer ◄───┼───────────┘
///                                                  (resp)        │
///                      TopologySource (ROLE, INFO) ── Topology ─┘
/// ```
///
/// The servers are asked on plain sockets, or through Lettuce where there are Sentinels, slots or TLS to deal with.
///
/// Each listener has all this for itself, a [Front]; they share the event loops, an [Engine]. A configuration that has
/// changed is put in the place of the running one while clients stay; a wrong one never is.
///
/// All of the first two lines happens on one event loop for each client; the third beside it, and only a picture of the
/// servers passes from there.
final class Ambassador implements Service {
    private static final Logger log = LoggerFactory.getLogger(Ambassador.class);
    private static final Duration LAST_REPLIES = Duration.ofSeconds(10);

    private final Supplier<AmbassadorConfig> source;
    private final Health health = new Health();
    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private final ConfigWatch watch;
    private volatile AmbassadorConfig config;
    private volatile Map<Endpoint, Front> fronts = Map.of();

    /// What closes the listeners that went with an earlier configuration.
    private final Set<Thread> leaving = ConcurrentHashMap.newKeySet();

    private @Nullable Engine engine;
    private @Nullable AdminServer admin;
    private @Nullable NutcrackerStats stats;
    private volatile boolean draining;
    private volatile boolean refused;

    /// @param source reads the configuration again
    Ambassador(AmbassadorConfig config, Supplier<AmbassadorConfig> source) {
        this.config = config;
        this.source = source;
        this.watch = new ConfigWatch(() -> this.config.files(), this::readAgain);
    }

    @Override
    public void start() throws IOException, InterruptedException {
        health.readyWhen("lifecycle", () -> draining ? Optional.of("stopping") : Optional.empty());
        health.readyWhen("primary", this::missing);
        AdminServer server = AdminServer.bind("--admin-listen-address", config.admin(), health, registry);
        admin = server;
        Engine loops = new Engine(config.loops(), config.maxClients());
        engine = loops;
        ProxyMetrics.register(loops, registry);
        Gauge.builder("redis_ambassador_config_refused", this, self -> self.refused ? 1 : 0)
                .description("1 while the configuration as it is now was refused and an earlier one runs")
                .register(registry);
        server.route("/topology", _ -> topology());
        server.route("/", _ -> new AdminServer.Answer(200, "text/html; charset=utf-8", page()));
        TopologyMetrics.register(() -> fronts.values(), registry);
        Map<Endpoint, Front> started = opened(loops, config, Map.of());
        fronts = started;
        server.start();
        if (config.stats() != null) {
            NutcrackerStats shown = new NutcrackerStats(config.stats(), () -> fronts.values(), InstantSource.system());
            stats = shown;
            shown.start();
        }
        watch.start();
        started.values().forEach(front -> tellOf(front, server.port()));
    }

    private static void tellOf(Front front, int adminPort) {
        log.atInfo()
                .addKeyValue("listener", front.config().name())
                .addKeyValue("address", front.config().endpoint())
                .addKeyValue("port", front.port())
                .addKeyValue("admin", adminPort)
                .log("listening");
    }

    /// Opens the listeners of a configuration that are not open yet: all of them, or none.
    private static Map<Endpoint, Front> opened(Engine loops, AmbassadorConfig config, Map<Endpoint, Front> open)
            throws InterruptedException {
        Map<Endpoint, Front> opened = new LinkedHashMap<>();
        try {
            for (ListenerConfig listener : config.listeners()) {
                if (!open.containsKey(listener.endpoint())) {
                    Front front = new Front(loops, listener, config);
                    opened.put(listener.endpoint(), front);
                    front.start();
                }
            }
            return opened;
        } catch (UserError e) {
            for (Front front : opened.values()) {
                front.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
            }
            throw e;
        }
    }

    private AdminServer.Answer topology() throws IOException {
        try {
            return AdminServer.Answer.json(200, TopologyJson.of(fronts.values()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        }
    }

    private static String page() throws IOException {
        try (InputStream page = Ambassador.class.getResourceAsStream("page.html")) {
            return new String(Objects.requireNonNull(page, "page.html").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Optional<String> missing() {
        List<String> missing = new ArrayList<>();
        for (Front front : fronts.values()) {
            front.missing()
                    .ifPresent(what -> missing.add(
                            fronts.size() == 1 ? what : front.config().name() + ": " + what));
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }

    /// Reads the configuration again, soon. Any thread.
    void reload() {
        watch.now();
    }

    /// On the watch's thread.
    private void readAgain() {
        Engine loops = engine;
        if (draining || loops == null) {
            return;
        }
        try {
            AmbassadorConfig now = source.get();
            replace(loops, now);
            config = now;
            refused = false;
            log.atInfo()
                    .addKeyValue(
                            "listeners",
                            now.listeners().stream().map(ListenerConfig::name).collect(Collectors.joining(",")))
                    .log("configuration read again");
        } catch (UserError e) {
            refused = true;
            log.atError().addKeyValue("why", e.getMessage()).log("configuration refused, the running one stays");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            refused = true;
            log.atError().setCause(e).log("configuration refused, the running one stays");
        }
    }

    private void replace(Engine loops, AmbassadorConfig now) throws InterruptedException {
        Map<Endpoint, Front> before = fronts;
        for (ListenerConfig listener : now.listeners()) {
            Front front = before.get(listener.endpoint());
            if (front != null) {
                front.check(listener, now);
            }
        }
        Map<Endpoint, Front> added = opened(loops, now, before);
        Map<Endpoint, Front> after = new LinkedHashMap<>();
        for (ListenerConfig listener : now.listeners()) {
            Front kept = before.get(listener.endpoint());
            if (kept == null) {
                after.put(listener.endpoint(), added.get(listener.endpoint()));
            } else {
                kept.change(listener, now);
                after.put(listener.endpoint(), kept);
            }
        }
        fronts = after;
        before.forEach((endpoint, front) -> {
            if (!after.containsKey(endpoint)) {
                leave(endpoint, front);
            }
        });
    }

    /// Closes a listener that is not in the configuration any more, beside everything else.
    private void leave(Endpoint endpoint, Front front) {
        leaving.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread closing = Thread.ofVirtual().name("closing " + endpoint).unstarted(() -> close(front));
        leaving.add(closing);
        closing.start();
    }

    private static void close(Front front) {
        try {
            front.stop(Deadline.after(LAST_REPLIES, InstantSource.system()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// The event loops must not end before the listeners that are being closed have ended: their clients have replies
    /// to come, too.
    private boolean awaitLeaving(Deadline deadline) throws InterruptedException {
        boolean finished = true;
        for (Thread thread : leaving) {
            finished &= thread.join(deadline.remaining());
        }
        return finished;
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        draining = true;
        watch.close();
        boolean finished = true;
        for (Front front : fronts.values()) {
            finished &= front.stop(deadline);
        }
        finished &= awaitLeaving(deadline);
        if (engine != null) {
            engine.close();
        }
        if (admin != null) {
            admin.close();
        }
        if (stats != null) {
            stats.close();
        }
        log.atInfo().addKeyValue("finished", finished).log("stopped");
        return 0;
    }
}
