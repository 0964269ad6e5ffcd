package io.podhelpers.redisambassador.shards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShardMapTest {
    private static final List<ShardServer> THREE = List.of(
            new ShardServer("a", 6379, 1, null),
            new ShardServer("b", 6379, 1, null),
            new ShardServer("c", 6379, 1, null));

    @Test
    void withHashTagsKeysOfOneTagAreTogether() {
        ShardMap map = ShardMap.of(pool(Distribution.KETAMA, THREE, "{}"));

        assertThat(place(map, "{user1}:name"))
                .isEqualTo(place(map, "x{user1}:mail"))
                .isEqualTo(place(map, "user1"));
        assertThat(place(map, "{}a")).isEqualTo(place(ShardMap.of(pool(Distribution.KETAMA, THREE, null)), "{}a"));
        assertThat(place(map, "{a")).isEqualTo(place(ShardMap.of(pool(Distribution.KETAMA, THREE, null)), "{a"));
    }

    @Test
    void anEjectedServerOnlyLosesItsOwnKeysUnderKetama() {
        ShardMap all = ShardMap.of(pool(Distribution.KETAMA, THREE, null));
        ShardMap withoutB = ShardMap.of(pool(Distribution.KETAMA, THREE, null), server -> server != 1);

        int moved = 0;
        for (int i = 0; i < 10_000; i++) {
            int before = place(all, "key" + i);
            int after = place(withoutB, "key" + i);
            assertThat(after).isNotEqualTo(1);
            if (before != after && before != 1) {
                moved++;
            }
        }
        assertThat(moved).isZero();
        assertThat(withoutB.servers()).hasSize(3);
    }

    @Test
    void whenNobodyIsLeftThereIsNoPlace() {
        for (Distribution distribution : Distribution.values()) {
            assertThat(place(ShardMap.of(pool(distribution, THREE, null), _ -> false), "k"))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aHeavierServerGetsMore() {
        List<ShardServer> uneven = List.of(new ShardServer("a", 6379, 1, null), new ShardServer("b", 6379, 4, null));

        for (Distribution distribution : List.of(Distribution.KETAMA, Distribution.MODULA)) {
            ShardMap map = ShardMap.of(pool(distribution, uneven, null));
            long onB = IntStream.range(0, 10_000)
                    .filter(i -> place(map, "key" + i) == 1)
                    .count();
            assertThat(onB).isGreaterThan(6_000); // evenly spread it would be 8,000
        }
    }

    @Test
    void randomUsesAllServers() {
        ShardMap map = ShardMap.of(pool(Distribution.RANDOM, THREE, null));

        assertThat(IntStream.range(0, 1_000)
                        .map(_ -> place(map, "k"))
                        .distinct()
                        .sorted()
                        .toArray())
                .containsExactly(0, 1, 2);
    }

    @Test
    void theEmptyKeyHasAPlace() {
        assertThat(place(ShardMap.of(pool(Distribution.KETAMA, THREE, "{}")), ""))
                .isBetween(0, 2);
    }

    private static ShardPool pool(Distribution distribution, List<ShardServer> servers, @Nullable String tag) {
        return new ShardPool(
                "p",
                null,
                servers,
                KeyHash.FNV1A_64,
                distribution,
                tag,
                ShardPool.Eject.ERROR,
                Duration.ofSeconds(30),
                2,
                null,
                false,
                0);
    }

    private static int place(ShardMap map, String key) {
        ByteBuf bytes = Unpooled.copiedBuffer("_" + key, UTF_8);
        return map.shardOf(bytes, 1, bytes.readableBytes() - 1);
    }
}
