package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdapterIT {
    private final PodContainer pod = PodContainer.fromYaml(Path.of("adapter"));

    @BeforeEach
    void start() {
        pod.start();
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void saysInPrometheusWordsWhatNginxSaysInItsOwn() {
        assertThat(metrics()).contains("\nnginx_up 1\n").contains("# TYPE nginx_http_requests_total counter\n");
        long before = requests();
        for (int request = 0; request < 10; request++) {
            assertThat(Web.get(pod, 80, "/")).contains("<html");
        }
        // its own scrape is a request too
        assertThat(requests() - before).isEqualTo(11);
        assertThat(Web.get(pod, 80, "/nginx_status")).as("from outside").isEqualTo("status 403");
        PodChecks.startedInOrder(pod);
        PodChecks.isUndisturbed(pod);
        PodChecks.endsWell(pod);
    }

    private String metrics() {
        return Web.get(pod, 9113, "/metrics");
    }

    private long requests() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("nginx_http_requests_total "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
