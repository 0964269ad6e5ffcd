package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.hang;
import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.raw;
import static io.podhelpers.nginxexporter.FakeNginx.response;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Targets that hang, drip, lie, redirect or flood: each ends as `nginx_up 0` with its cause, in time.
final class FaultyTargetTest {
    private static final String GOOD = status(1, 1, 1, 1);

    @Test
    void givesUpOnANginxThatNeverAnswers() throws Exception {
        assertFails("timeout", hang());
    }

    @Test
    void givesUpOnAUnixSocketThatNeverAnswers(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("nginx.sock");
        try (FakeNginx nginx = FakeNginx.onSocket(socket, hang());
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=unix:" + socket, "--nginx.timeout=200ms")) {
            assertFailed("timeout", exporter);
            Waiting.until("the connection is closed", () -> nginx.openConnections() == 0 || nginx.accepted() == 1);
        }
    }

    @Test
    void boundsTheWholeAnswerNotEachByte() throws Exception {
        assertFails("timeout", (_, out, nginx) -> {
            byte[] answer = response("200 OK", GOOD).getBytes(ISO_8859_1);
            for (byte b : answer) {
                out.write(b);
                nginx.pause(Duration.ofMillis(40)); // some 10 s in all
            }
            nginx.awaitClose();
        });
    }

    @Test
    void givesUpOnHalfAnAnswerThatStays() throws Exception {
        assertFails("timeout", (_, out, nginx) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 97\r\n\r\nActive conn".getBytes(ISO_8859_1));
            nginx.awaitClose();
        });
    }

    @Test
    void refusesAnAnswerThatEndsEarly() throws Exception {
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Length: 97\r\n\r\nActive conn"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Le"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nActive"));
    }

    @Test
    void refusesAWholePageInAnAnswerThatEndsEarly() throws Exception {
        int announced = GOOD.length() + 1;
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Length: " + announced + "\r\n\r\n" + GOOD));
        String chunk = Integer.toHexString(announced) + "\r\n" + GOOD;
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk));
    }

    @Test
    void refusesAPageThatIsFollowedByTooMuchEmptiness() throws Exception {
        String page = GOOD + "\n".repeat(64 * 1024);
        assertFails("parse", raw(response("200 OK", page)));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\n\r\n" + page));
        String chunk = Integer.toHexString(page.length()) + "\r\n" + page + "\r\n0\r\n\r\n";
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk));
    }

    @Test
    void doesNotFollowRedirects() throws Exception {
        assertFails("status", raw("HTTP/1.1 302 Found\r\nLocation: http://other/\r\nContent-Length: 0\r\n\r\n"));
    }

    @Test
    void refusesOtherStatuses() throws Exception {
        assertFails("status", raw(response("404 Not Found", GOOD)));
        assertFails("status", raw(response("500 Oops", GOOD)));
        assertFails("status", raw("HTTP/1.1 204 No Content\r\n\r\n"));
    }

    @Test
    void refusesOtherPages() throws Exception {
        for (String body : List.of("<html>Welcome to nginx!</html>", "", GOOD.replace("1 1 1", "1 -1 1"))) {
            try (FakeNginx nginx = FakeNginx.onPort(page(body));
                    RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
                assertFailed("parse", exporter);
                assertThat(nginx.openConnections()).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        assertFails("parse", raw("SSH-2.0-OpenSSH_9.2\r\n"));
        assertFails("parse", raw("HTTP/1.1 abc\r\n\r\n"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"));
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"));
    }

    @Test
    void refusesAnAnswerWithoutEnd() throws Exception {
        assertFails("parse", raw("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"));
        assertFails("parse", flood("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(4096)));
        assertFails("parse", flood("HTTP/1.1 200 OK\r\nX: ", "x".repeat(4096)));
        assertFails("parse", flood("HTTP/1.1 200 OK\r\n", "X: y\r\n"));
        assertFails(
                "parse",
                flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\n" + "x".repeat(1024) + "\r\n"));
    }

    @Test
    void saysConnectWhenTheConnectionBreaks() throws Exception {
        assertFails("connect", (_, out, _) -> out.close());
    }

    @Test
    void takesChunkedAndUnboundedAnswers() throws Exception {
        assertWorks(raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(GOOD.length())
                + ";x=y\r\n"
                + GOOD
                + "\r\n0\r\nTrailer: 1\r\n\r\n"));
        assertWorks(raw("HTTP/1.0 200 OK\r\n\r\n" + GOOD));
        assertWorks(raw("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + response("200 OK", GOOD)));
    }

    @Test
    void goesOnWithAFreshConnectionWhenNginxClosedTheKeptOne() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(raw(response("200 OK", GOOD)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            for (int i = 1; i <= 3; i++) {
                assertThat(exporter.metrics()).contains("nginx_up 1\n");
                assertThat(nginx.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void endsBeforePrometheusGivesUp() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(hang());
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=10m")) {
            String metrics = exporter.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "1")
                    .body();
            assertThat(metrics)
                    .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"timeout\"} 1\n")
                    .contains("nginx_exporter_scrape_duration_seconds_bucket{le=\"0.1\"} 0\n");
        }
    }

    @Test
    void oneHungTargetDoesNotTakeTheOthersTime() throws Exception {
        try (FakeNginx hung = FakeNginx.onPort(hang());
                FakeNginx well = FakeNginx.onPort(page(GOOD));
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.scrape-uri=" + hung.uri(),
                        "--nginx.scrape-uri=" + well.uri(),
                        "--nginx.timeout=300ms")) {
            assertThat(exporter.metrics())
                    .contains("nginx_up{addr=\"" + hung.uri() + "\"} 0\n", "nginx_up{addr=\"" + well.uri() + "\"} 1\n");
        }
    }

    private static FakeNginx.Behaviour flood(String start, String part) {
        return (_, out, _) -> {
            out.write(start.getBytes(ISO_8859_1));
            byte[] bytes = part.getBytes(ISO_8859_1);
            while (true) {
                out.write(bytes); // until the exporter hangs up
            }
        };
    }

    private static void assertFails(String cause, FakeNginx.Behaviour behaviour) throws Exception {
        boolean slow = cause.equals("timeout");
        try (FakeNginx nginx = FakeNginx.onPort(behaviour);
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=" + (slow ? "200ms" : "30s"))) {
            assertFailed(cause, exporter);
            if (!slow) {
                Waiting.until("the connection is closed", () -> nginx.openConnections() == 0);
            }
        }
    }

    private static void assertFailed(String cause, RunningExporter exporter) throws InterruptedException {
        assertThat(exporter.metrics())
                .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"" + cause + "\"} 1\n")
                .contains("nginx_exporter_scrape_duration_seconds_count 1\n")
                .doesNotContain("nginx_connections", "nginx_http");
    }

    private static void assertWorks(FakeNginx.Behaviour behaviour) throws IOException, InterruptedException {
        try (FakeNginx nginx = FakeNginx.onPort(behaviour);
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            assertThat(exporter.metrics()).contains("nginx_up 1\n", "nginx_connections_accepted 1\n");
        }
    }
}
