package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.net.Watchdog;
import io.podhelpers.nginxexporter.nginx.ClientTls;
import io.podhelpers.nginxexporter.nginx.Connector;
import io.podhelpers.nginxexporter.nginx.NginxClient;
import io.podhelpers.nginxexporter.nginx.NginxHttp;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.nginx.StubStatusApi;
import io.podhelpers.nginxexporter.nginx.TargetMonitor;
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
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The wiring.
///
/// ```
///  Prometheus ── GET /metrics ──▶ WebServer ─▶ WebSecurity ─▶ Routes ─▶ MetricsHandler
///                                                                          │  one deadline
///                                              ┌───────────────────────────┤  for all targets
///                                              ▼                           ▼
///                                     NginxClient (target 1)      NginxClient (target n)
///                                       SingleFlight ─▶ NginxHttp ─▶ nginx
///                                       StubStatusParser ◀──┘
///                                              │ StubStatus: one immutable snapshot
///                                              ▼
///                               NginxFamilies ─▶ MetricWriter ─▶ text 0.0.4 or OpenMetrics, gzip
/// ```
final class NginxExporter implements Service {
    private static final Logger log = LoggerFactory.getLogger(NginxExporter.class);

    private final Watchdog watchdog = new Watchdog();
    private final List<Target> targets;
    private final StartTrials trials;
    private final WebServer server;

    /// Reads the files that the options name and binds the ports; nothing is answered before [#start].
    NginxExporter(ExporterConfig config, InstantSource clock) throws IOException {
        BuildInfo build = BuildInfo.load();
        ClientTls tls = new ClientTls(config.nginx().tls());
        if (needsTls(config.nginx())) {
            tls.check();
        }
        Connector connector = new Connector(tls, config.nginx().proxyProtocol(), watchdog);
        targets = targets(config, connector, "podhelpers-nginx-exporter/" + build.version());
        trials = new StartTrials(targets, config.nginx());
        Handler routes = routes(config, build);
        Optional<WebSecurity> security = config.web().configFile().map(file -> new WebSecurity(file, routes, clock));
        Handler handler = security.<Handler>map(secured -> secured).orElse(routes);
        server = WebServer.bind(config.web().listen(), security.filter(WebSecurity::isTls), handler, watchdog, clock);
    }

    /// TLS takes a quarter of the start: only who uses it pays for it.
    private static boolean needsTls(ExporterConfig.Nginx nginx) {
        boolean files = nginx.tls().caCertificate().isPresent()
                || nginx.tls().clientCertificate().isPresent();
        return files || nginx.targets().stream().anyMatch(ScrapeTarget::isTls);
    }

    private static List<Target> targets(ExporterConfig config, Connector connector, String userAgent) {
        boolean several = config.nginx().targets().size() > 1;
        List<Target> targets = new ArrayList<>();
        for (ScrapeTarget target : config.nginx().targets()) {
            NginxHttp http = new NginxHttp(target, connector, userAgent, StubStatusApi.MOST_BODY_BYTES);
            NginxClient client = new NginxClient(http, new StubStatusApi(), new TargetMonitor(target));
            Map<String, String> addr = several ? Map.of("addr", target.uri()) : Map.of();
            SortedMap<String, String> labels = Labels.merged(config.constLabels(), addr);
            targets.add(new Target(client, Labels.of(labels), Labels.of(Labels.merged(addr, Map.of()))));
        }
        return targets;
    }

    private Routes routes(ExporterConfig config, BuildInfo build) {
        Optional<ProcessFamilies> process =
                config.web().nginxMetricsOnly() ? Optional.empty() : Optional.of(new ProcessFamilies());
        MetricsHandler metrics = new MetricsHandler(
                targets, new ScrapeBudget(config.nginx().timeout()), new BuildFamilies(build), process);
        Map<String, Handler> routes = new HashMap<>();
        Answer ok = Answer.text(200, "ok\n");
        List<String> probes = List.of("/healthz", "/livez", "/readyz");
        probes.forEach(path -> routes.put(path, _ -> ok));
        List<String> linked = new ArrayList<>(List.of(config.web().telemetryPath()));
        linked.addAll(probes);
        routes.put("/", new LandingPage(build, linked));
        routes.put(config.web().telemetryPath(), metrics);
        return new Routes(Map.copyOf(routes));
    }

    @Override
    public void start() {
        server.start();
        trials.start();
    }

    List<Integer> ports() throws IOException {
        return server.ports();
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        boolean finished = server.stop(deadline);
        if (!finished) {
            log.atWarn().log("requests in flight were cut off");
        }
        trials.close();
        targets.forEach(target -> target.client().close());
        watchdog.close();
        return 0;
    }
}
