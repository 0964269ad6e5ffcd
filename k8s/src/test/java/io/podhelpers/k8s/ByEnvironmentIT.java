package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ByEnvironmentIT {
    private static final List<String> ENVIRONMENTS = List.of("test", "staging", "production");

    private final PodSet pods = PodSet.fromYaml(
            Path.of("by-environment/test"), Path.of("by-environment/staging"), Path.of("by-environment/production"));

    @BeforeEach
    void start() {
        pods.start();
    }

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void reachesTheRedisOfThePlaceWhereThePodRuns() {
        for (String environment : ENVIRONMENTS) {
            String written = Waiting.until(
                    "something is written in " + environment,
                    () -> pods.pod(environment + "/redis-0")
                            .exec("redis", "redis-cli", "get", "written-by")
                            .stdout(),
                    text -> text.length() > 1);
            assertThat(written).isEqualTo("application in " + environment + "\n");
        }
        for (String environment : ENVIRONMENTS) {
            PodContainer application = pods.pod(environment + "/application");
            PodChecks.isUndisturbed(application);
            PodChecks.endsWell(application);
        }
    }
}
