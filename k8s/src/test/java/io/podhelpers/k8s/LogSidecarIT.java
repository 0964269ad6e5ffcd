package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogSidecarIT {
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
        Waiting.until("the request is shipped", () -> shipped("/no-such-page"), lines -> !lines.isEmpty());
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
        assertThat(shipped("/?last=")).hasSize(500);
    }

    @Test
    void goesOnWhereItStoppedWhenTheShipperCrashes() {
        Web.get(pod, 8080, "/before");
        Waiting.until("it is shipped", () -> shipped("/before HTTP"), lines -> lines.size() == 1);

        pod.crash("log-shipper");
        Web.get(pod, 8080, "/after");

        Waiting.until("it is shipped", () -> shipped("/after HTTP"), lines -> lines.size() == 1);
        assertThat(shipped("/before HTTP")).hasSize(1);
    }

    @Test
    void keepsTheWebServerReadyWhenTheShipperHangs() {
        pod.freeze("log-shipper");

        assertThat(Web.get(pod, 8080, "/healthz")).isEqualTo("ok\n");
        assertThat(pod.isReady()).isTrue();
        pod.unfreeze("log-shipper");
    }

    /// Lines on the shipper's standard output; a log that is opened again after a crash starts anew.
    private List<String> shipped(String text) {
        return pod.stdout("log-shipper")
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }
}
