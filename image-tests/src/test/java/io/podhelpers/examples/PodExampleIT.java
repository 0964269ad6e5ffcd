package io.podhelpers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/// A Pod of one's own, by the very manifest that the cluster gets.
@Testcontainers
final class PodExampleIT {
    @Container
    final PodContainer pod = PodContainer.fromYaml(Path.of("../k8s/adapter"));

    @Test
    void theAdapterAnswersWhileNginxHangs() throws IOException {
        assertThat(metrics()).contains("\nnginx_up 1\n");

        pod.freeze("webserver"); // accepts connections and never answers
        assertThat(metrics()).contains("\nnginx_up 0\n");
        pod.unfreeze("webserver");
        assertThat(metrics()).contains("\nnginx_up 1\n");

        PodEnd end = pod.terminate(); // SIGTERM, and the grace period of the manifest
        assertThat(end.of("adapter").exitCode()).isZero();
    }

    private String metrics() throws IOException {
        URI uri = URI.create("http://" + pod.getHost() + ":" + pod.getMappedPort(9113) + "/metrics");
        try (InputStream metrics = uri.toURL().openStream()) {
            return new String(metrics.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
