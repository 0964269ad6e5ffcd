package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        List<String> keys = IntStream.range(0, 100).mapToObj(AmbassadorIT::key).toList();
        assertThat(redis(client, keys.stream().map(key -> "set " + key + " value-of-" + key)))
                .hasSize(100)
                .containsOnly("OK");
        assertThat(redis(client, keys.stream().map(key -> "get " + key)))
                .isEqualTo(keys.stream().map(key -> "value-of-" + key).toList());

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

    /// The answers to many commands of one client.
    private static List<String> redis(PodContainer pod, Stream<String> commands) {
        String script = "redis-cli -p 6380 <<END\n" + commands.collect(Collectors.joining("\n")) + "\nEND";
        return pod.exec("redis-client", "sh", "-c", script).stdout().lines().toList();
    }
}
