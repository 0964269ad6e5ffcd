package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the example's README does not show: the order of start and end, and that the logs stay short.
final class AllFourIT {
    private static final List<String> HELPERS =
            List.of("log-shipper", "git-sync", "nginx-exporter", "redis-ambassador");
    private static final List<Integer> ADMIN_PORTS = List.of(9113, 9114, 9115, 9116);
    private static final int REQUESTS = 300;
    private static final int PUSHES = 3;
    /// Of the 40 lines of a screen; the others are for the pushes of an hour, a line each, and a rotation.
    private static final int LINES_OF_A_NORMAL_HOUR = 24;

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
    void startsAndEndsInOrderAndANormalHoursLogsFitOnAScreen() {
        PodContainer pod = pods.pod("webserver");
        PodChecks.startedInOrder(pod);

        isUsedAsInANormalHour(pod);

        for (String helper : HELPERS) {
            List<String> log = pod.stderr(helper).lines().toList();
            assertThat(log.stream().filter(line -> !line.contains("msg=published")))
                    .as("what " + helper + " logged")
                    .hasSizeLessThanOrEqualTo(LINES_OF_A_NORMAL_HOUR);
            assertThat(log.stream().filter(line -> line.contains("msg=published")))
                    .as("what " + helper + " logged of " + PUSHES + " pushes")
                    .hasSizeLessThanOrEqualTo(1 + PUSHES);
        }
        PodChecks.isUndisturbed(pod);
        PodEnd end = PodChecks.endsWell(pod);
        assertThat(end.order()).endsWith("redis-ambassador", "nginx-exporter", "git-sync", "log-shipper");
    }

    private void isUsedAsInANormalHour(PodContainer pod) {
        for (int push = 0; push < PUSHES; push++) {
            String page = "<h1>push " + push + "</h1>";
            pods.pod("git-server-0").exec("git-server", "commit-file", "demo-web", "index.html", page);
            Waiting.until("the page changes", () -> Web.get(pod, 8080, "/"), (page + "\n")::equals);
        }
        for (int request = 0; request < REQUESTS; request++) {
            Web.get(pod, 8080, request % 10 == 0 ? "/lost-page" : "/?" + request);
        }
        for (int scrape = 0; scrape < 30; scrape++) {
            ADMIN_PORTS.forEach(
                    port -> assertThat(Web.get(pod, port, "/metrics")).contains("# TYPE"));
        }
        pod.exec("application", "redis-cli", "-r", "300", "get", "visits");
        Waiting.until(
                "the last request is shipped",
                () -> pod.stdout("log-shipper"),
                text -> text.contains("\"url.query\":\"" + (REQUESTS - 1) + "\""));
    }
}
