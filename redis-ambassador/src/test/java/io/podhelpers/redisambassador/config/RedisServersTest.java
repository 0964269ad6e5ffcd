package io.podhelpers.redisambassador.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.runtime.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisServersTest {
    @Test
    void readsServersAsTheTwemproxyImagesTakeThem() {
        ShardPool pool = RedisServers.parse(" shard-0.redis:6379:1  shard-1.redis:6379:2\n", "REDIS_SERVERS")
                .pool();

        assertThat(pool.servers())
                .containsExactly(
                        new ShardServer("shard-0.redis", 6379, 1, null),
                        new ShardServer("shard-1.redis", 6379, 2, null));
        assertThat(pool.hash()).isEqualTo(KeyHash.FNV1A_64);
        assertThat(pool.distribution()).isEqualTo(Distribution.KETAMA);
    }

    @Test
    void takesTheWeightAndThePortAsGiven() {
        assertThat(RedisServers.parse("a, b:7000,[::1]:6379:3,[::2]:6379", "REDIS_SERVERS")
                        .pool()
                        .servers())
                .containsExactly(
                        new ShardServer("a", 6379, 1, null),
                        new ShardServer("b", 7000, 1, null),
                        new ShardServer("::1", 6379, 3, null),
                        new ShardServer("::2", 6379, 1, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:6379:0", "a:6379:x", "a:0:1", "a:x", ":6379:1", "a:1:1 a:1:2", "a:6379:-1"})
    void refusesWhatItCannotUse(String text) {
        assertThatThrownBy(() -> RedisServers.parse(text, "REDIS_SERVERS"))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("REDIS_SERVERS: ");
    }
}
