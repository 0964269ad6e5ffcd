package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AmbassadorIT {
    private final PodSet pods = PodSet.fromYaml(Path.of("ambassador"));

    @BeforeEach
    void start() {
        pods.start();
    }

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void spreadsTheKeysOfOneLocalRedisOverBothServers() {
        PodContainer client = pods.pod("ambassador-example");
        for (int key = 0; key < 100; key++) {
            assertThat(redis(client, "set", key(key), "value " + key)).isEqualTo("OK\n");
        }
        for (int key = 0; key < 100; key++) {
            assertThat(redis(client, "get", key(key))).isEqualTo("value " + key + "\n");
        }

        Set<String> first = keys("redis-st-0");
        Set<String> second = keys("redis-st-1");
        assertThat(first).hasSizeGreaterThan(20).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSizeGreaterThan(20);
        assertThat(first.size() + second.size()).isEqualTo(100);
        Waiting.until("the application's own keys", () -> client.stdout("redis-client"), text -> text.contains("OK"));
        PodChecks.startedInOrder(client);
        PodChecks.isUndisturbed(client);
        PodChecks.endsWell(client);
        pods.names().stream()
                .filter(name -> name.startsWith("redis"))
                .forEach(name -> PodChecks.endsWell(pods.pod(name)));
    }

    // spread over the whole range: the hash that twemproxy takes by default puts consecutive numbers side by side
    private static String key(int number) {
        return "key:" + Long.toHexString(number * 0x9E3779B97F4A7C15L);
    }

    private Set<String> keys(String server) {
        return pods.pod(server)
                .exec("redis", "redis-cli", "--scan", "--pattern", "key:*")
                .stdout()
                .lines()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String redis(PodContainer pod, String... command) {
        String[] line = new String[command.length + 3];
        System.arraycopy(new String[] {"redis-cli", "-p", "6380"}, 0, line, 0, 3);
        System.arraycopy(command, 0, line, 3, command.length);
        var result = pod.exec("redis-client", line);
        return result.stdout() + result.stderr();
    }
}
