package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DifferentialIT {
    private static final int SEEDS = Integer.getInteger("differential.seeds", 12);
    private static final int TURNS = 300;

    @Test
    void answersLikeOneServerWhenThePrimaryAnswersAll() throws IOException {
        try (RedisSet redis = new RedisSet("--read-policy=primary", "--max-in-flight=16")) {
            assertThat(compare(redis, 3)).isGreaterThan(SEEDS * TURNS);
        }
    }

    @Test
    void answersAClientLikeOneServerWhenReplicasAnswerReads() throws IOException {
        try (RedisSet redis = new RedisSet("--consistency=session")) {
            assertThat(compare(redis, 1)).isGreaterThan(SEEDS * TURNS);
        }
    }

    private static int compare(RedisSet redis, int clients) throws IOException {
        Differential.Address direct = redis.another();
        int compared = 0;
        int messages = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Differential differential = new Differential(direct, redis.throughAmbassador(), seed);
            compared += differential.run(clients, TURNS);
            messages += differential.messages();
        }
        assertThat(messages).as("pushes and messages compared").isGreaterThan(SEEDS);
        return compared;
    }
}
