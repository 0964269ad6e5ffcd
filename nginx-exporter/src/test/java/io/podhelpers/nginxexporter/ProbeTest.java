package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `/probe?target=URI`.
final class ProbeTest {
    @Test
    void scrapesTheTargetItIsAskedFor() throws Exception {
        try (FakeNginx one = FakeNginx.onPort(page(status(1, 11, 11, 11)));
                FakeNginx two = FakeNginx.onPort(page(status(1, 22, 22, 22)));
                RunningExporter exporter = start("--probe.allow=127.0.0.1", "--prometheus.const-label=env=prod")) {
            for (int i = 0; i < 2; i++) {
                assertThat(probe(exporter, one.uri()).body())
                        .contains("nginx_up{env=\"prod\"} 1\n", "nginx_http_requests_total{env=\"prod\"} 11\n")
                        .contains("nginx_exporter_scrape_errors_total{cause=\"connect\"} 0\n")
                        .doesNotContain("process_");
                assertThat(probe(exporter, two.uri()).body()).contains("nginx_http_requests_total{env=\"prod\"} 22\n");
            }
            assertThat(one.accepted()).as("its connection is kept").isEqualTo(1);
        }
    }

    @Test
    void saysDownForADeadTarget() throws Exception {
        try (RunningExporter exporter = start("--probe.allow=127.0.0.0/8")) {
            HttpResponse<String> answer = probe(exporter, "http://127.0.0.1:1/stub_status");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"connect\"} 1\n");
        }
    }

    @Test
    void asksNobodyWhoIsNotAllowed() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = start("--probe.allow=nginx.example.org")) {
            assertThat(probe(exporter, nginx.uri()).statusCode()).isEqualTo(403);
            assertThat(probe(exporter, "http://127.0.0.1@nginx.example.org.evil/")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(probe(exporter, "file:///etc/passwd").statusCode()).isEqualTo(400);
            assertThat(exporter.get("/probe").statusCode()).isEqualTo(400);
            assertThat(exporter.get("/probe?target=").statusCode()).isEqualTo(400);
            assertThat(nginx.accepted()).isZero();
        }
    }

    @Test
    void isOffUnlessAskedFor() throws Exception {
        try (RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=unix:/nowhere")) {
            assertThat(probe(exporter, "http://127.0.0.1/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void keepsABoundedNumberOfTargets() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = start("--probe.allow=*")) {
            for (int i = 0; i < 200; i++) {
                assertThat(probe(exporter, nginx.uri() + "?" + i).statusCode()).isEqualTo(200);
            }
            Waiting.until("the oldest connections are closed", () -> nginx.openConnections() <= 64);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, http://nginx/, true",
        "nginx, http://nginx:8080/, true",
        "nginx, http://NGINX/, true",
        "nginx, http://nginx.evil/, false",
        "nginx:8080, http://nginx/, false",
        "nginx:80, http://nginx/, true",
        "*.example.org, http://a.b.example.org/, true",
        "*.example.org, http://example.org/, false",
        "*.example.org, http://evilexample.org/, false",
        "*, http://anything/, true",
        "*, unix:/run/nginx.sock:/, false",
        "*:8080, http://anything:8080/, true",
        "10.1.0.0/16, http://10.1.2.3/, true",
        "10.1.0.0/16, http://10.2.2.3/, false",
        "10.1.0.0/16, http://ten.one/, false",
        "0.0.0.0/0, http://[::1]/, false",
        "fd00::/8, http://[fd12::1]/, true",
        "[::1], http://[::1]/, true",
        "unix:/run/nginx.sock, unix:/run/nginx.sock:/s, true",
        "unix:/run/nginx.sock, unix:/run/../run/nginx.sock:/s, true",
        "unix:/run/nginx.sock, unix:/run/docker.sock:/s, false"
    })
    void letsInWhatARuleNames(String rule, String uri, boolean allowed) {
        assertThat(ProbeAllowList.of(List.of(rule)).allows(ScrapeTarget.parse(uri)))
                .isEqualTo(allowed);
    }

    private static RunningExporter start(String... options) throws Exception {
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--nginx.scrape-uri=unix:/nowhere";
        return RunningExporter.start(all);
    }

    private static HttpResponse<String> probe(RunningExporter exporter, String target) throws Exception {
        return exporter.get("/probe?x=y&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
    }
}
