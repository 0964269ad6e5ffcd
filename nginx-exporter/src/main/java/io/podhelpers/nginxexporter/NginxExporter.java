package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.accesslog.AccessLogStats;
import io.podhelpers.nginxexporter.accesslog.SyslogListener;
import io.podhelpers.nginxexporter.exposition.Gzip;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.net.Watchdog;
import io.podhelpers.nginxexporter.nginx.ClientTls;
import io.podhelpers.nginxexporter.nginx.Connector;
import io.podhelpers.nginxexporter.nginx.Resolver;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.WebSecurity;
import io.podhelpers.nginxexporter.web.WebServer;
import io.podhelpers.runtime.BuildInfo;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Service;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The wiring.
///
/// ```
///  Prometheus ── GET /metrics ──▶ WebServer ─▶ WebSecurity ─▶ Routes ─▶ MetricsHandler (ProbeHandler for /probe)
///                                                                          │  one deadline
///                                              ┌───────────────────────────┤  for all targets
///                                              ▼                           ▼
///                                     NginxClient (target 1)      NginxClient (target n)
///                                       SingleFlight ─▶ NginxHttp ─▶ nginx
///                                       StubStatusParser ◀──┘           │ access_log syslog:server=…
///                                              │ StubStatus: one        ▼
///                                              ▼ immutable snapshot  SyslogListener ─▶ AccessLogStats
///                                       SnapshotWriter                    │
///                                              └────────▶ MetricWriter ◀──┘
///                                                             └─▶ text 0.0.4 or OpenMetrics, gzip
/// ```
final class NginxExporter implements Service {
    private static final Logger log = LoggerFactory.getLogger(NginxExporter.class);
    private static final List<String> HEALTH_PATHS = List.of("/healthz", "/livez", "/readyz");

    private final Watchdog watchdog = new Watchdog();
    private final Gzip gzip = new Gzip();
    private final List<Target> targets;
    private final StartTrials trials;
    private final Optional<AccessLogStats> accessLog;
    private final @Nullable SyslogListener syslog;
    private final @Nullable ProbeHandler probe;
    private final WebServer server;

    /// Reads the files that the options name and binds the ports; nothing is answered before [#start].
    NginxExporter(ExporterConfig config, InstantSource clock) throws IOException {
        BuildInfo build = BuildInfo.load();
        ExporterConfig.Nginx nginx = config.nginx();
        TargetFactory factory = new TargetFactory(
                connector(nginx), "podhelpers-nginx-exporter/" + build.version(), nginx.plus(), config.constLabels());
        SnapshotWriter snapshots = nginx.plus() ? SnapshotWriter.plus() : SnapshotWriter.stubStatus();
        ScrapeBudget budget = new ScrapeBudget(nginx.timeout());
        targets = factory.targets(nginx.targets());
        trials = new StartTrials(targets, nginx);
        accessLog = config.accessLog().map(log -> new AccessLogStats(log.maxSeries(), config.constLabels()));
        probe = config.probeAllow().isOff()
                ? null
                : new ProbeHandler(config.probeAllow(), budget, snapshots, factory::single, gzip);
        Handler metrics = new MetricsHandler(targets, budget, snapshots, others(config, build), gzip);
        Handler routes = routes(config.web().telemetryPath(), metrics, build);
        Optional<WebSecurity> security = config.web().security().map(source -> new WebSecurity(source, routes, clock));
        Handler handler = security.<Handler>map(secured -> secured).orElse(routes);
        server = WebServer.bind(config.web().listen(), security.filter(WebSecurity::isTls), handler, watchdog, clock);
        syslog = syslog(config);
    }

    private Connector connector(ExporterConfig.Nginx nginx) {
        ClientTls tls = new ClientTls(nginx.tls());
        boolean files = nginx.tls().caCertificate().isPresent()
                || nginx.tls().clientCertificate().isPresent();
        // TLS takes a quarter of the start: only who uses it pays for it
        if (files || nginx.targets().stream().anyMatch(ScrapeTarget::isTls)) {
            tls.check();
        }
        return new Connector(tls, nginx.proxyProtocol(), watchdog, new Resolver());
    }

    private List<Consumer<MetricWriter>> others(ExporterConfig config, BuildInfo build) {
        List<Consumer<MetricWriter>> others = new ArrayList<>();
        accessLog.ifPresent(stats -> others.add(stats::write));
        others.add(new BuildFamilies(build)::write);
        if (!config.web().nginxMetricsOnly()) {
            others.add(new ProcessFamilies()::write);
        }
        return others;
    }

    private Handler routes(String telemetryPath, Handler metrics, BuildInfo build) {
        Map<String, Handler> routes = new HashMap<>();
        Answer ok = Answer.text(200, "ok\n");
        HEALTH_PATHS.forEach(path -> routes.put(path, _ -> ok));
        List<String> linked = new ArrayList<>(List.of(telemetryPath));
        linked.addAll(HEALTH_PATHS);
        routes.put("/", new LandingPage(build, linked));
        if (probe != null) {
            routes.put("/probe", probe);
        }
        routes.put(telemetryPath, metrics);
        return new Routes(Map.copyOf(routes));
    }

    private @Nullable SyslogListener syslog(ExporterConfig config) throws IOException {
        if (config.accessLog().isEmpty() || accessLog.isEmpty()) {
            return null;
        }
        try {
            return new SyslogListener(
                    "--nginx.syslog-listen", config.accessLog().get().listen(), accessLog.get());
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public void start() {
        if (syslog != null) {
            syslog.start();
        }
        server.start();
        trials.start();
    }

    List<Integer> ports() throws IOException {
        return server.ports();
    }

    /// The exporter's inside, for tests that nothing is left behind.
    int openConnections() {
        return server.connections();
    }

    int watchedConnections() {
        return watchdog.watched();
    }

    /// The port of the syslog listener, 0 without one.
    int syslogPort() throws IOException {
        return syslog == null ? 0 : syslog.port();
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        boolean finished = server.stop(deadline);
        if (!finished) {
            log.atWarn().log("requests in flight were cut off");
        }
        trials.close();
        if (syslog != null) {
            closeSyslog(syslog);
        }
        if (probe != null) {
            probe.close();
        }
        targets.forEach(target -> target.client().close());
        watchdog.close();
        return 0;
    }

    private static void closeSyslog(SyslogListener syslog) {
        try {
            syslog.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the syslog port does not close");
        }
    }
}
