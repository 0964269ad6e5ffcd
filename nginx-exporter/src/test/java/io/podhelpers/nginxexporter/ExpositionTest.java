package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.nginxexporter.exposition.Negotiation;
import io.podhelpers.nginxexporter.exposition.TextFormat;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which format is written, and what OpenMetrics changes: not a single name.
final class ExpositionTest {
    private static final String PROMETHEUS = "application/openmetrics-text;version=1.0.0;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none                                            | PROMETHEUS
            */*                                             | PROMETHEUS
            text/plain                                      | PROMETHEUS
            application/json                                | PROMETHEUS
            application/openmetrics-text                    | OPEN_METRICS
            application/openmetrics-text;version=1.0.0;q=.2 | OPEN_METRICS
            application/openmetrics-text, text/plain;q=0    | OPEN_METRICS
            application/openmetrics-text, text/plain;q=0.1  | PROMETHEUS
            application/openmetrics-text;q=0                | PROMETHEUS
            application/openmetrics-text;q=x                | PROMETHEUS
            """)
    void givesOpenMetricsOnlyToWhoTakesNothingElse(String accept, TextFormat format) {
        assertThat(Negotiation.format(Optional.ofNullable(accept))).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none                | false
            gzip                | true
            deflate, GZIP;q=0.5 | true
            gzip;q=0            | false
            *                   | true
            *;q=0               | false
            gzip;q=0, *         | false
            identity            | false
            """)
    void compressesOnlyForWhoTakesIt(String acceptEncoding, boolean gzip) {
        assertThat(Negotiation.takesGzip(Optional.ofNullable(acceptEncoding))).isEqualTo(gzip);
    }

    @Test
    void givesPrometheusItselfTheFormatThatKeepsTypes() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            HttpResponse<String> answer = exporter.get("/metrics", "Accept", PROMETHEUS);
            assertThat(answer.headers().firstValue("content-type")).contains(TextFormat.PROMETHEUS.contentType());
        }
    }

    @Test
    void keepsEveryNameInOpenMetrics() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 5, 5, 7)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            HttpResponse<String> answer = exporter.get("/metrics", "Accept", "application/openmetrics-text");
            assertThat(answer.headers().firstValue("content-type")).contains(TextFormat.OPEN_METRICS.contentType());
            assertThat(answer.body())
                    .contains("# TYPE nginx_connections_accepted unknown\nnginx_connections_accepted 5\n")
                    .contains("# TYPE nginx_http_requests counter\nnginx_http_requests_total 7\n")
                    .contains("nginx_exporter_scrape_duration_seconds_bucket{le=\"1.0\"} 1\n")
                    .endsWith("\n# EOF\n");
            assertThat(names(answer.body())).isEqualTo(names(exporter.metrics()));
        }
    }

    private static String names(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]", 2)[0])
                .distinct()
                .toList()
                .toString();
    }
}
