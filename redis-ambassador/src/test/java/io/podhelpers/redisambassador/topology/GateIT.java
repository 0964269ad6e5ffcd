package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.Environments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An environments file and a real server that is, or is not, the expected one.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class GateIT {
    @TempDir
    private Path folder;

    private RedisNode node;

    @BeforeEach
    void start() {
        node = RedisNode.primary();
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop();
    }

    @Test
    void theExpectedKeyInTheExpectedDatabaseLetsTheServerThrough() throws IOException, InterruptedException {
        node.cli("-n", "2", "set", "environment", "production");
        try (Watch watch = watch("key: environment, value: production")) {
            watch.until(seen -> seen.primary() != null);

            assertThat(watch.source().refusal()).isEmpty();
        }
    }

    @Test
    void anotherValueKeepsTheServerOutUntilItIsRight() throws IOException, InterruptedException {
        node.cli("-n", "2", "set", "environment", "test");
        try (Watch watch = watch("key: environment, value: production")) {
            watch.until(_ -> watch.source().refusal().isPresent());
            assertThat(watch.source().current().primary()).isNull();

            node.cli("-n", "2", "set", "environment", "production");
            watch.until(seen -> seen.primary() != null);
        }
    }

    @Test
    void theRunIdDecidesToo() throws IOException, InterruptedException {
        String runId = node.cli("info", "server").replaceFirst("(?s).*run_id:(\\w+).*", "$1");
        try (Watch right = watch("run-id: " + runId);
                Watch wrong = watch("run-id: 0123")) {
            right.until(seen -> seen.primary() != null);
            wrong.until(_ -> wrong.source().refusal().isPresent());

            assertThat(wrong.source().current().primary()).isNull();
        }
    }

    private Watch watch(String expected) throws IOException {
        Path file = Files.writeString(
                folder.resolve("environments.yml"),
                "production: {upstream: 'redis://" + node.address() + "/2', expect: {" + expected + "}}\n");
        return new Watch(Environments.choose(file, "production"), TopologySettings.DEFAULT);
    }
}
