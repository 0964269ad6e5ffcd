package io.podhelpers.nginxexporter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// NGINX Plus on answers of its API, and beside what the official exporter 1.4.1 made of the same answers.
final class NginxPlusTest {
    private static final Path ANSWERS = Path.of("src/test/resources/plus");

    @Test
    void writesEveryFamilyOfTheOfficialExporter() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(api("/api/9"));
                RunningExporter exporter = start(nginx)) {
            List<String> ours = lines(exporter.metrics());
            List<String> theirs = lines(Files.readString(ANSWERS.resolve("official-1.4.1.txt")));
            assertThat(ours).containsExactlyElementsOf(theirs);
            assertThat(nginx.accepted()).isEqualTo(1);
        }
    }

    @Test
    void takesTheNewestVersionThatItKnowsAndLeavesOutWhatIsNotThere() throws Exception {
        FakeNginx.Behaviour old = (head, out, self) -> {
            String path = head.split(" ", 3)[1];
            if (path.equals("/api/")) {
                answer(out, "200 OK", "[1,2,3,4,5,99]");
            } else if (path.equals("/api/5/connections") || path.equals("/api/5/")) {
                api("/api/5").answer(head, out, self);
            } else {
                answer(out, "404 Not Found", "{\"error\":{\"status\":404}}");
            }
        };
        try (FakeNginx nginx = FakeNginx.onPort(old);
                RunningExporter exporter = start(nginx)) {
            assertThat(RunningExporter.families(exporter.metrics(), "nginxplus_")
                            .lines()
                            .filter(line -> !line.startsWith("#")))
                    .containsExactly(
                            "nginxplus_connections_accepted 1002",
                            "nginxplus_connections_active 1004",
                            "nginxplus_connections_dropped 1003",
                            "nginxplus_connections_idle 1005",
                            "nginxplus_up 1");
        }
    }

    @Test
    void saysDownWhenTheApiIsNoApi() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(FakeNginx.page("<html>"));
                RunningExporter exporter = start(nginx)) {
            assertThat(exporter.metrics())
                    .contains("nginxplus_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"parse\"} 1\n")
                    .doesNotContain("nginxplus_connections");
        }
        try (FakeNginx nginx = FakeNginx.onPort(FakeNginx.page("[99]"));
                RunningExporter exporter = start(nginx)) {
            assertThat(exporter.metrics()).contains("nginxplus_up 0\n");
        }
    }

    @Test
    void keepsSeveralApisApart() throws Exception {
        try (FakeNginx one = FakeNginx.onPort(api("/api/9"));
                FakeNginx two = FakeNginx.onPort(api("/api/9"));
                RunningExporter exporter = RunningExporter.start(
                        "--nginx.plus",
                        "--nginx.scrape-uri=http://127.0.0.1:" + one.port() + "/api",
                        "--nginx.scrape-uri=http://127.0.0.1:" + two.port() + "/api/",
                        "--prometheus.const-label=env=prod")) {
            assertThat(exporter.metrics())
                    .contains("nginxplus_limit_request_passed{addr=\"http://127.0.0.1:" + one.port()
                            + "/api\",env=\"prod\",zone=\"per_ip\"} ")
                    .contains("nginxplus_limit_request_passed{addr=\"http://127.0.0.1:" + two.port()
                            + "/api/\",env=\"prod\",zone=\"per_ip\"} ")
                    .containsOnlyOnce("# TYPE nginxplus_limit_request_passed counter\n");
        }
    }

    private static RunningExporter start(FakeNginx nginx) throws IOException {
        return RunningExporter.start("--nginx.plus", "--nginx.scrape-uri=http://127.0.0.1:" + nginx.port() + "/api");
    }

    private static FakeNginx.Behaviour api(String base) {
        return (head, out, _) -> {
            String path = head.split(" ", 3)[1];
            if (path.equals("/api/")) {
                answer(out, "200 OK", "[1,2,3,4,5,6,7,8,9]");
                return;
            }
            String endpoint = path.substring(base.length() + 1);
            String file = endpoint.isEmpty() || endpoint.equals("stream") ? endpoint + "/index" : endpoint;
            Path json = ANSWERS.resolve(file.replaceFirst("^/", "") + ".json");
            if (Files.exists(json)) {
                answer(out, "200 OK", Files.readString(json));
            } else {
                answer(out, "404 Not Found", "{}");
            }
        };
    }

    private static void answer(OutputStream out, String status, String body) throws IOException {
        out.write(FakeNginx.response(status, body).getBytes(ISO_8859_1));
    }

    /// The order of series within a family is nobody's business.
    private static List<String> lines(String metrics) {
        return RunningExporter.families(metrics, "nginxplus_").lines().sorted().toList();
    }
}
