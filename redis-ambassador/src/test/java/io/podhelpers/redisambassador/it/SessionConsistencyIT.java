package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionConsistencyIT {
    @Test
    void neverReadsStaleWhatWasAnsweredBeforeAlsoAfterConnectingAnew() throws IOException {
        Random random = new Random(5);
        try (RedisSet redis = new RedisSet("--consistency=session")) {
            for (int client = 0; client < 100; client++) {
                try (Connection writing = redis.throughAmbassador().connect()) {
                    for (int i = 0; i < 10; i++) {
                        String value = client + "-" + i;
                        String expected = "$" + value.length() + "\r\n" + value + "\r\n";
                        assertThat(writing.ask("SET", "k", value)).isEqualTo("+OK\r\n");
                        assertThat(writing.ask("GET", "k")).isEqualTo(expected);
                        if (random.nextInt(4) == 0) {
                            try (Connection anew = redis.throughAmbassador().connect()) {
                                assertThat(anew.ask("GET", "k")).isEqualTo(expected);
                            }
                        }
                    }
                }
            }
            try (Connection reading = redis.throughAmbassador().connect()) {
                RedisSet.until("reads are back on the replicas", () -> readsFromReplica(redis, reading));
            }
        }
    }

    private static boolean readsFromReplica(RedisSet redis, Connection reading) {
        try {
            reading.ask("GET", "k");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return redis.metrics().contains("command=\"get\",outcome=\"ok\",route=\"replica\"");
    }
}
