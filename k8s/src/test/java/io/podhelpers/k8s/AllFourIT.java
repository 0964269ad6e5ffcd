package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AllFourIT {
    private final PodSet pods = PodSet.fromYaml(Path.of("all-four"));

    @BeforeEach
    void start() {
        pods.start();
    }

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void runsFourHelpersSideBySideAndEndsThemInOrder() {
        PodContainer pod = pods.pod("webserver");
        PodChecks.startedInOrder(pod);
        assertThat(Web.get(pod, 8080, "/")).isEqualTo("<h1>demo-web</h1>\n");
        pods.pod("git-server-0").exec("git-server", "commit-file", "demo-web", "index.html", "<h1>pushed</h1>");
        Waiting.until("the page changes", () -> Web.get(pod, 8080, "/"), "<h1>pushed</h1>\n"::equals);
        Waiting.until(
                "the request is shipped", () -> pod.stdout("log-shipper"), text -> text.contains("GET / HTTP/1.1"));
        assertThat(Web.get(pod, 9113, "/metrics")).contains("\nnginx_up 1\n");
        Waiting.until(
                "the application counts",
                () -> pod.exec("application", "redis-cli", "get", "visits").stdout(),
                visits -> visits.matches("\\d+\n"));
        for (int port : new int[] {9113, 9114, 9115, 9116}) {
            assertThat(Web.get(pod, port, "/metrics")).as("metrics on " + port).contains("# TYPE");
        }
        PodChecks.isUndisturbed(pod);

        PodEnd end = PodChecks.endsWell(pod);

        assertThat(end.order()).endsWith("redis-ambassador", "nginx-exporter", "git-sync", "log-shipper");
    }
}
