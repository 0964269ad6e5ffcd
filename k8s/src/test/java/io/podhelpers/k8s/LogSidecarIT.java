package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogSidecarIT {
    private static final Pattern CHECKPOINT_AGE =
            Pattern.compile("(?m)^log_shipper_checkpoint_age_seconds(?:\\{.*})? ([0-9.E-]+)$");

    private final PodContainer pod = PodContainer.fromYaml(Path.of("log-sidecar"));

    @BeforeEach
    void start() {
        pod.start();
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void shipsEveryLineOnceUntilThePodHasEnded() {
        Web.get(pod, 8080, "/");
        Web.get(pod, 8080, "/no-such-page");
        Waiting.until("the request is shipped", () -> requests("/no-such-page"), lines -> !lines.isEmpty());
        assertThat(Waiting.until(
                                "the error is shipped",
                                () -> shipped("\"/usr/share/nginx/html/no-such-page"),
                                lines -> !lines.isEmpty())
                        .getFirst())
                .contains("error.log");
        PodChecks.startedInOrder(pod);
        PodChecks.isUndisturbed(pod);

        // written just before the end: nginx ends first, the shipper reads on to the end of the file
        IntStream.range(0, 500).forEach(request -> Web.get(pod, 8080, "/?last=" + request + "."));
        PodChecks.endsWell(pod);

        String all = pod.stdout("log-shipper");
        assertThat(IntStream.range(0, 500).filter(request -> all.split("/\\?last=" + request + "\\.", -1).length < 2))
                .isEmpty();
        assertThat(shipped("\"url.query\":\"last=")).hasSize(500);
        assertThat(all).contains("\"k8s.pod.name\":\"webserver\"");
    }

    @Test
    void goesOnWhereItStoppedWhenTheShipperCrashesAndKeepsTheWebServerReadyWhenItHangs() {
        pod.freeze("log-shipper");
        assertThat(Web.get(pod, 8080, "/healthz")).isEqualTo("ok\n");
        assertThat(pod.isReady()).isTrue();
        pod.unfreeze("log-shipper");

        Web.get(pod, 8080, "/before");
        Waiting.until("it is shipped", () -> requests("/before"), lines -> lines.size() == 1);

        // until the delivery is on record a crash may repeat a line: at least once
        awaitCheckpoint();
        awaitCheckpoint(); // the first may have been under way before

        pod.crash("log-shipper");
        Web.get(pod, 8080, "/after");

        Waiting.until("it is shipped", () -> requests("/after"), lines -> lines.size() == 1);
        assertThat(requests("/before")).hasSize(1);
    }

    private void awaitCheckpoint() {
        long begin = System.nanoTime();
        Waiting.until(
                "a checkpoint is written",
                this::checkpointAge,
                age -> age.compareTo(Duration.ofNanos(System.nanoTime() - begin)) < 0);
    }

    private Duration checkpointAge() {
        Matcher age = CHECKPOINT_AGE.matcher(Web.get(pod, 9114, "/metrics"));
        return age.find() ? Duration.ofMillis(Math.round(Double.parseDouble(age.group(1)) * 1000)) : Duration.ofDays(1);
    }

    private List<String> requests(String path) {
        return shipped("\"url.path\":\"" + path + "\"").stream()
                .filter(line -> line.contains("access.log"))
                .toList();
    }

    /// Lines on the shipper's standard output.
    private List<String> shipped(String text) {
        return pod.stdout("log-shipper")
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }
}
