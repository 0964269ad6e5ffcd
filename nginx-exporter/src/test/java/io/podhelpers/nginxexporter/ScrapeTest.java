package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static io.podhelpers.nginxexporter.RunningExporter.families;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScrapeTest {
    private static final String EXPECTED = """
            # HELP nginx_connections_accepted Accepted client connections
            # TYPE nginx_connections_accepted counter
            nginx_connections_accepted 9007199254740993
            # HELP nginx_connections_active Active client connections
            # TYPE nginx_connections_active gauge
            nginx_connections_active 3
            # HELP nginx_connections_dropped_total Accepted client connections that were not handled
            # TYPE nginx_connections_dropped_total counter
            nginx_connections_dropped_total 3
            # HELP nginx_connections_handled Handled client connections
            # TYPE nginx_connections_handled counter
            nginx_connections_handled 9007199254740990
            # HELP nginx_connections_reading Connections where NGINX is reading the request header
            # TYPE nginx_connections_reading gauge
            nginx_connections_reading 0
            # HELP nginx_connections_waiting Idle client connections
            # TYPE nginx_connections_waiting gauge
            nginx_connections_waiting 2
            # HELP nginx_connections_writing Connections where NGINX is writing the response back to the client
            # TYPE nginx_connections_writing gauge
            nginx_connections_writing 1
            """;

    @Test
    void servesNamesTypesHelpAndValuesAsDashboardsKnowThem() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(3, 9007199254740993L, 9007199254740990L, 7)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            HttpResponse<String> answer = exporter.get("/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(families(answer.body(), "nginx_connections_")).isEqualTo(EXPECTED);
            assertThat(families(answer.body(), "nginx_http_")).isEqualTo("""
                    # HELP nginx_http_requests_total Total http requests
                    # TYPE nginx_http_requests_total counter
                    nginx_http_requests_total 7
                    """);
            assertThat(families(answer.body(), "nginx_up")).isEqualTo("""
                    # HELP nginx_up Status of the last metric scrape
                    # TYPE nginx_up gauge
                    nginx_up 1
                    """);
            assertThat(families(answer.body(), "nginx_exporter_build_info"))
                    .contains("# TYPE nginx_exporter_build_info gauge", "version=", "revision=", "branch=", "tags=")
                    .endsWith("} 1\n");
            assertThat(families(answer.body(), "nginxexporter_build_info"))
                    .contains(
                            "# TYPE nginxexporter_build_info gauge", "nginxexporter_build_info{gitCommit=", "version=")
                    .endsWith("} 1\n");
        }
    }

    @Test
    void scrapesThroughAUnixSocket(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("nginx.sock");
        try (FakeNginx nginx = FakeNginx.onSocket(socket, page(status(1, 11, 11, 12)));
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=unix:" + socket + ":/stub_status")) {
            assertThat(exporter.metrics()).contains("nginx_http_requests_total 12\n", "nginx_up 1\n");
            assertThat(nginx.requests().getFirst()).startsWith("GET /stub_status HTTP/1.1\r\n");
        }
    }

    @Test
    void keepsItsConnectionToNginxBetweenScrapes() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            for (int i = 0; i < 5; i++) {
                assertThat(exporter.metrics()).contains("nginx_up 1\n");
            }
            assertThat(nginx.accepted()).isEqualTo(1);
            assertThat(nginx.requests()).hasSize(5);
        }
    }

    @Test
    void leavesOutWhatIsNotKnownWhileNginxIsDownAndHealsByItself() throws Exception {
        FakeNginx first = FakeNginx.onPort(page(status(1, 1, 1, 5)));
        int port = first.port();
        try (RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + first.uri())) {
            assertThat(exporter.metrics()).contains("nginx_up 1\n");
            first.close();
            HttpResponse<String> down = exporter.get("/metrics");
            assertThat(down.statusCode()).isEqualTo(200);
            assertThat(down.body())
                    .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"connect\"} 1\n")
                    .doesNotContain("nginx_connections", "nginx_http", "NaN");
            try (FakeNginx second = FakeNginx.onPort(port, page(status(1, 1, 1, 2)))) {
                assertThat(exporter.metrics())
                        .contains("nginx_up 1\n", "nginx_http_requests_total 2\n")
                        .contains("nginx_exporter_upstream_resets_total 1\n");
                assertThat(second.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void neverMixesTargets(@TempDir Path dir) throws Exception {
        Path one = dir.resolve("1.sock");
        Path two = dir.resolve("2.sock");
        try (FakeNginx first = FakeNginx.onSocket(one, page(status(1, 100, 100, 101)));
                FakeNginx second = FakeNginx.onSocket(two, page(status(2, 200, 200, 202)));
                FakeNginx third = FakeNginx.onPort(page(status(3, 300, 300, 303)));
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.scrape-uri=unix:" + one,
                        "--nginx.scrape-uri=unix:" + two,
                        "--nginx.scrape-uri=" + third.uri(),
                        "--nginx.scrape-uri=unix:/nowhere",
                        "--prometheus.const-label=env=prod",
                        "--prometheus.const-label=a=say \"hi\"")) {
            String metrics = exporter.metrics();
            String labels = "{a=\"say \\\"hi\\\"\",addr=\"%s\",env=\"prod\"} %d";
            assertThat(families(metrics, "nginx_http_requests_total").lines().skip(2))
                    .containsExactlyInAnyOrder(
                            "nginx_http_requests_total" + labels.formatted("unix:" + one, 101),
                            "nginx_http_requests_total" + labels.formatted("unix:" + two, 202),
                            "nginx_http_requests_total" + labels.formatted(third.uri(), 303));
            assertThat(families(metrics, "nginx_up").lines().skip(2))
                    .containsExactlyInAnyOrder(
                            "nginx_up" + labels.formatted("unix:" + one, 1),
                            "nginx_up" + labels.formatted("unix:" + two, 1),
                            "nginx_up" + labels.formatted(third.uri(), 1),
                            "nginx_up" + labels.formatted("unix:/nowhere", 0));
            assertThat(metrics)
                    .contains("nginx_exporter_scrape_errors_total{addr=\"unix:/nowhere\",cause=\"connect\"} 1\n");
            assertThat(first.accepted() + second.accepted()).isEqualTo(2);
        }
    }

    @Test
    void labelsWhatNginxSaysAndNothingElse() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.scrape-uri=" + nginx.uri(), "--prometheus.const-label=env=prod")) {
            for (String line : exporter.metrics().lines().toList()) {
                if (line.matches("nginx_(up|connections|http)_?.*")) {
                    assertThat(line).contains("{env=\"prod\"} ");
                } else {
                    assertThat(line).doesNotContain("env=");
                }
                assertThat(line).as("one target needs no address").doesNotContain("addr=");
            }
        }
    }

    @Test
    void countsRestartsOfNginx() throws Exception {
        AtomicReference<String> page = new AtomicReference<>(status(1, 10, 10, 50));
        try (FakeNginx nginx =
                        FakeNginx.onPort((head, out, self) -> page(page.get()).answer(head, out, self));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            assertThat(exporter.metrics()).contains("nginx_exporter_upstream_resets_total 0\n");
            page.set(status(1, 10, 10, 60));
            assertThat(exporter.metrics()).contains("nginx_exporter_upstream_resets_total 0\n");
            page.set(status(1, 1, 1, 1));
            assertThat(exporter.metrics()).contains("nginx_exporter_upstream_resets_total 1\n");
        }
    }

    @Test
    void sendsTheUsersPasswordOfTheUri() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.scrape-uri=http://joe:secret@127.0.0.1:" + nginx.port() + "/status")) {
            assertThat(exporter.metrics()).contains("nginx_up 1\n").doesNotContain("secret");
            assertThat(nginx.requests().getFirst()).contains("\r\nAuthorization: Basic am9lOnNlY3JldA==\r\n");
        }
    }
}
