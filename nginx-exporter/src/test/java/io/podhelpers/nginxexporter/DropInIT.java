package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.RealNginx.metrics;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.NginxExporterContainer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/// The image beside the official exporter, both asking the same nginx.
final class DropInIT {
    private static final String URI_OPTION = "--nginx.scrape-uri=";
    private static final String STATUS = "http://nginx:8080/stub_status";
    /// What is more here than there.
    private static final Set<String> OURS_ALONE = Set.of("nginx_connections_dropped_total");

    @TempDir
    private Path shared;

    @Test
    void servesTheSameFamiliesLabelsAndValues() throws Exception {
        String[] labels = {"--prometheus.const-label=env=prod", "--prometheus.const-label=a=\"x\\y"};
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer ours =
                        nginx.exporter(STATUS).withConstLabel("env", "prod").withConstLabel("a", "\"x\\y");
                GenericContainer<?> theirs = nginx.official(URI_OPTION + STATUS, labels[0], labels[1])) {
            ours.start();
            theirs.start();
            // after this both have a connection that they keep
            metrics(ours);
            metrics(theirs);

            Map<String, String> first = families(metrics(ours));
            Map<String, String> second = families(metrics(theirs));

            assertThat(headers(first)).isEqualTo(headers(second));
            Map<String, Long> ourValues = values(first);
            Map<String, Long> theirValues = values(second);
            String requests = "nginx_http_requests_total{a=\"\\\"x\\\\y\",env=\"prod\"}";
            // each scrape is a request
            long before = requireNonNull(ourValues.remove(requests));
            assertThat(theirValues.remove(requests)).isEqualTo(before + 1);
            assertThat(ourValues).hasSize(7).isEqualTo(theirValues);
        }
    }

    @Test
    void servesTheSameForSeveralTargetsAndADeadOne() throws Exception {
        String[] uris = {STATUS, "http://nginx:8080/stub_status?2", "http://nginx:1/stub_status"};
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer ours = nginx.exporter(uris);
                GenericContainer<?> theirs =
                        nginx.official(URI_OPTION + uris[0], URI_OPTION + uris[1], URI_OPTION + uris[2])) {
            ours.start();
            theirs.start();
            Map<String, String> first = families(metrics(ours));
            Map<String, String> second = families(metrics(theirs));
            assertThat(headers(first)).isEqualTo(headers(second));
            assertThat(values(first).keySet()).isEqualTo(values(second).keySet());
            assertThat(first.get("nginx_up")).isEqualTo(second.get("nginx_up"));
        }
    }

    @Test
    void saysTheSameWhenNginxIsDown() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer ours = nginx.exporter("http://nginx:1/");
                GenericContainer<?> theirs = nginx.official(URI_OPTION + "http://nginx:1/")) {
            ours.start();
            theirs.start();
            assertThat(families(metrics(ours))).isEqualTo(families(metrics(theirs)));
        }
    }

    @Test
    void promtoolFindsNothingThatItDoesNotFindInTheOfficialOne() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer ours = nginx.exporter(STATUS);
                GenericContainer<?> theirs = nginx.official(URI_OPTION + STATUS);
                GenericContainer<?> promtool = promtool()) {
            ours.start();
            theirs.start();
            promtool.start();
            Set<String> complaints = complaints(promtool, metrics(ours));
            // a label of the official 0.x releases, whose family 1.x does not have
            assertThat(complaints.removeIf(line -> line.startsWith("nginxexporter_build_info label names")))
                    .isTrue();
            assertThat(complaints).isSubsetOf(complaints(promtool, metrics(theirs)));
        }
    }

    @Test
    void aRealPrometheusGivesTheDashboardTheSameAnswers() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer ours = nginx.exporter(STATUS).withNetworkAliases("ours");
                GenericContainer<?> theirs = nginx.official(URI_OPTION + STATUS);
                GenericContainer<?> prometheus = prometheus(nginx)) {
            ours.start();
            theirs.start();
            prometheus.start();
            Waiting.until(
                    "both are scraped often enough for a rate",
                    () -> query(prometheus, "count_over_time(nginx_http_requests_total[1m]) >= 5")
                                    .size()
                            == 2);
            for (String gauge : List.of(
                    "nginx_up",
                    "nginx_connections_active",
                    "nginx_connections_reading",
                    "nginx_connections_waiting",
                    "nginx_connections_writing")) {
                assertSame(query(prometheus, gauge + "{instance=~\".+\"}"));
            }
            for (String counter : List.of("nginx_connections_accepted", "nginx_connections_handled")) {
                assertSame(query(prometheus, "max_over_time(" + counter + "[10s])"));
                assertThat(query(prometheus, "irate(" + counter + "{instance=~\".+\"}[5m])"))
                        .hasSize(2);
            }
            assertThat(query(prometheus, "irate(nginx_http_requests_total{instance=~\".+\"}[5m])"))
                    .allSatisfy((_, rate) -> assertThat(rate).isGreaterThan(0));
            assertThat(query(prometheus, "scrape_samples_scraped{job=\"nginx\"} > 0"))
                    .hasSize(2);
        }
    }

    /// Two answers of the same value, one an exporter.
    private static void assertSame(Map<String, Double> answers) {
        assertThat(answers).hasSize(2);
        assertThat(answers.values().stream().distinct()).as(answers.toString()).hasSize(1);
    }

    private static GenericContainer<?> prometheus(RealNginx nginx) {
        String config = """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                  - job_name: nginx
                    static_configs: [{targets: ["ours:9113", "official:9113"]}]
                """;
        return new GenericContainer<>(RealNginx.PROMETHEUS)
                .withNetwork(nginx.network())
                .withCopyToContainer(Transferable.of(config), "/etc/prometheus/prometheus.yml")
                .withExposedPorts(9090)
                .waitingFor(Wait.forHttp("/-/ready").forPort(9090));
    }

    private static GenericContainer<?> promtool() {
        return new GenericContainer<>(RealNginx.PROMETHEUS)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep", "600"));
    }

    private static Set<String> complaints(GenericContainer<?> promtool, String metrics) throws Exception {
        promtool.copyFileToContainer(Transferable.of(metrics), "/tmp/metrics");
        Container.ExecResult result = promtool.execInContainer("sh", "-c", "promtool check metrics </tmp/metrics");
        return (result.getStdout() + result.getStderr()).lines().collect(Collectors.toSet());
    }

    /// Instance to value.
    private static Map<String, Double> query(GenericContainer<?> prometheus, String query) throws Exception {
        String answer = RealNginx.get(URI.create("http://" + prometheus.getHost() + ":"
                + prometheus.getMappedPort(9090) + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        assertThat(answer).startsWith("{\"status\":\"success\"");
        Matcher series = Pattern.compile("\"instance\":\"([^\"]+)\".*?\"value\":\\[[^,]+,\"([^\"]+)\"]")
                .matcher(answer);
        Map<String, Double> values = new TreeMap<>();
        while (series.find()) {
            values.put(series.group(1), Double.valueOf(series.group(2)));
        }
        return values;
    }

    /// Family name to its lines, of the families about nginx that both should have.
    private static Map<String, String> families(String metrics) {
        return metrics.lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?nginx_(up|connections_|http_).*"))
                .filter(line -> OURS_ALONE.stream().noneMatch(line::contains))
                .collect(Collectors.groupingBy(
                        line -> line.replaceFirst("^# (HELP|TYPE) ", "").split("[ {]", 2)[0],
                        TreeMap::new,
                        Collectors.joining("\n")));
    }

    private static Map<String, String> headers(Map<String, String> families) {
        Map<String, String> headers = new TreeMap<>(families);
        headers.replaceAll(
                (_, lines) -> lines.lines().filter(line -> line.startsWith("#")).collect(Collectors.joining("\n")));
        return headers;
    }

    /// Series to value.
    private static Map<String, Long> values(Map<String, String> families) {
        Map<String, Long> values = new TreeMap<>();
        families.values().stream()
                .flatMap(String::lines)
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> values.put(line.substring(0, line.lastIndexOf(' ')), (long)
                        Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
        return values;
    }
}
