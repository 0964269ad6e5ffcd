package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.NginxExporterContainer;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/// The alerts and the dashboard before a real Prometheus.
final class MonitoringIT {
    private static final String PROMETHEUS = "prom/prometheus:v2.53.3";
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:nginx|log_shipper|git_sync|redis_ambassador|process)_[a-z_]+");

    @Test
    void promtoolFindsTheRulesRightAndTheirTestsPass() throws Exception {
        try (GenericContainer<?> promtool = new GenericContainer<>(PROMETHEUS)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep", "600"))
                .withCopyFileToContainer(MountableFile.forHostPath(MonitoringTest.FOLDER), "/rules")) {
            promtool.start();
            assertPasses(promtool, "promtool", "check", "rules", "/rules/alerts.yaml");
            assertPasses(promtool, "promtool", "test", "rules", "/rules/alerts-test.yaml");
        }
    }

    private static void assertPasses(GenericContainer<?> container, String... command) throws Exception {
        Container.ExecResult result = container.execInContainer(command);
        assertThat(result.getExitCode())
                .as(result.getStdout() + result.getStderr())
                .isZero();
        assertThat(result.getStdout()).contains("SUCCESS");
    }

    @Test
    void everyQueryIsAboutWhatTheHelpersReallyServe() throws Exception {
        Map<String, String> served = metricsOfAllFour();
        try (Network network = Network.newNetwork();
                GenericContainer<?> files = new GenericContainer<>("nginx:1.26")
                        .withNetwork(network)
                        .withNetworkAliases("files")
                        .withExposedPorts(80);
                NginxExporterContainer accessLog = new NginxExporterContainer()
                        .withNetwork(network)
                        .withNetworkAliases("access-log")
                        .withScrapeUri("http://files/")
                        .withOption("--nginx.syslog-listen", ":5140");
                GenericContainer<?> prometheus = prometheus(network)) {
            served.forEach((name, metrics) ->
                    files.withCopyToContainer(Transferable.of(metrics), "/usr/share/nginx/html/" + name + ".txt"));
            files.start();
            accessLog.start();
            String line = "<190>Nov 22 07:35:28 web: method=GET status=200 bytes=1 request_time=0.1 upstream_time=0.1";
            assertThat(files.execInContainer("bash", "-c", "printf '" + line + "' >/dev/udp/access-log/5140")
                            .getExitCode())
                    .isZero();
            prometheus.start();
            Waiting.until(
                    "all are scraped", () -> query(prometheus, "count(up == 1)"), answer -> answer.contains("\"5\"]"));
            for (String query : MonitoringTest.queries()) {
                String filled = query.replace("$instance", ".+").replace("$__rate_interval", "1m");
                assertThat(query(prometheus, filled)).as(query).startsWith("{\"status\":\"success\"");
                METRIC.matcher(query)
                        .results()
                        .forEach(metric -> assertThat(query(prometheus, "count(" + metric.group() + ")"))
                                .as("series of %s", metric.group())
                                .contains("\"value\":["));
            }
        }
    }

    private static Map<String, String> metricsOfAllFour() {
        PodSet pods = PodSet.fromYaml(Path.of("all-four"));
        try {
            pods.start();
            PodContainer pod = pods.pod("webserver");
            assertThat(Web.get(pod, 8080, "/")).isNotEmpty();
            Map<String, Integer> ports =
                    Map.of("nginx-exporter", 9113, "log-shipper", 9114, "git-sync", 9115, "redis-ambassador", 9116);
            Map<String, String> served = new LinkedHashMap<>();
            Waiting.until(
                    "a line is shipped",
                    () -> Web.get(pod, 9114, "/metrics"),
                    text -> text.contains("log_shipper_shipped_lines_total"));
            Waiting.until(
                    "the application has asked",
                    () -> Web.get(pod, 9116, "/metrics"),
                    text -> text.contains("redis_ambassador_commands_total{"));
            ports.forEach((name, port) -> served.put(name, Web.get(pod, port, "/metrics")));
            return served;
        } finally {
            pods.close();
        }
    }

    private static GenericContainer<?> prometheus(Network network) {
        String config = """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: access-log
                    static_configs: [{targets: ["access-log:9113"]}]
                """;
        StringBuilder all = new StringBuilder(config);
        for (String name : new String[] {"nginx-exporter", "log-shipper", "git-sync", "redis-ambassador"}) {
            all.append("  - job_name: ")
                    .append(name)
                    .append("\n    metrics_path: /")
                    .append(name)
                    .append(".txt\n    static_configs: [{targets: [\"files:80\"]}]\n");
        }
        return new GenericContainer<>(PROMETHEUS)
                .withNetwork(network)
                .withCopyToContainer(Transferable.of(all.toString()), "/etc/prometheus/prometheus.yml")
                .withExposedPorts(9090)
                .waitingFor(Wait.forHttp("/-/ready").forPort(9090));
    }

    private static String query(GenericContainer<?> prometheus, String query) {
        URI uri = URI.create("http://" + prometheus.getHost() + ":" + prometheus.getMappedPort(9090)
                + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
