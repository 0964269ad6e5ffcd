package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadReplicasIT {
    private static final List<String> REPLICAS = List.of("redis-replica-0", "redis-replica-1");

    private final PodSet pods = PodSet.fromYaml(Path.of("read-replicas"));

    @BeforeEach
    void start() {
        pods.start();
    }

    @AfterEach
    void close() {
        pods.close();
    }

    @Test
    void writesToThePrimaryAndReadsFromTheReplicas() {
        PodContainer application = pods.pod("application");
        Waiting.until(
                "reads on both replicas", () -> reads(REPLICAS.get(0)) > 0 && reads(REPLICAS.get(1)) > 0, both -> both);
        Waiting.until("writes", () -> calls("redis-primary-0", "incr"), writes -> writes > 3);

        // the servers say themselves what reached them; what a replica gets from its primary counts as incr there too,
        // but never the other way round
        long readsBefore = reads("redis-primary-0");
        assertThat(application.exec("application", "redis-cli", "get", "visits").stdout())
                .matches("\\d+\n");
        for (int read = 0; read < 20; read++) {
            application.exec("application", "redis-cli", "strlen", "visits");
        }
        assertThat(reads("redis-primary-0")).isEqualTo(readsBefore);
        assertThat(Web.get(application, 9116, "/metrics")).contains("redis_ambassador_commands_total");
        PodChecks.startedInOrder(application);

        readsOnWhenAReplicaHangs(application);

        PodChecks.isUndisturbed(application);
        PodChecks.endsWell(application);
    }

    private void readsOnWhenAReplicaHangs(PodContainer application) {
        pods.pod("redis-replica-0").freeze("redis");
        Waiting.until(
                "twenty reads in a row are answered",
                () -> java.util.stream.IntStream.range(0, 20)
                        .allMatch(read -> application
                                .exec("application", "redis-cli", "strlen", "visits")
                                .stdout()
                                .matches("\\d+\n")),
                answered -> answered);
        pods.pod("redis-replica-0").unfreeze("redis");
    }

    private long reads(String server) {
        return calls(server, "get") + calls(server, "strlen");
    }

    private long calls(String server, String command) {
        String stats = pods.pod(server)
                .exec("redis", "redis-cli", "info", "commandstats")
                .stdout();
        Matcher matcher =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
