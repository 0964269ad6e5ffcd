package io.podhelpers.redisambassador.topology;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.shards.RawRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A real cluster of three primaries with one replica each.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ClusterIT {
    private static final List<RedisNode> NODES = new ArrayList<>();

    @BeforeAll
    static void create() {
        for (int i = 0; i < 6; i++) {
            RedisNode node = RedisNode.ofCluster();
            node.start();
            NODES.add(node);
        }
        List<String> create = new ArrayList<>(List.of("--cluster", "create"));
        NODES.forEach(node -> create.add(node.address().toString()));
        create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
        assertThat(NODES.getFirst().cli(create.toArray(String[]::new))).contains("All 16384 slots covered");
    }

    @AfterAll
    static void stop() {
        NODES.forEach(RedisNode::stop);
    }

    @Test
    void allShardsAndTheirReplicasAreFoundFromOneSeed() throws InterruptedException {
        try (Watch watch = new Watch("redis-cluster://" + NODES.getLast().address())) {
            SlotMap slots = slots(watch.until(ClusterIT::isComplete));

            assertThat(slots.shards()).hasSize(3);
            assertThat(slots.shards())
                    .allSatisfy(shard -> assertThat(shard.replicas()).hasSize(1));
            for (int slot = 0; slot < SlotMap.SLOTS; slot++) {
                assertThat(slots.shardOf(slot)).isBetween(0, 2);
            }
        }
    }

    @Test
    void aKeysSlotIsTheServers() throws IOException {
        try (RawRedis redis = new RawRedis(NODES.getFirst().ip(), 6379)) {
            for (String key :
                    List.of("", "k", "{a}b", "a{b}c{d}", "{}x", "{", "x{a", "}{a}", "\u00ff\u0000\r\n", "{{a}}")) {
                ByteBuf bytes = Unpooled.wrappedBuffer(("_" + key).getBytes(ISO_8859_1));

                assertThat((Object) (long) SlotHash.slotOf(bytes, 1, key.length()))
                        .as(key)
                        .isEqualTo(redis.call("CLUSTER", "KEYSLOT", key));
            }
        }
    }

    @Test
    void aFailoverIsFollowedWhenSomebodyAsks() throws InterruptedException {
        try (Watch watch = new Watch("redis-cluster://" + NODES.getFirst().address())) {
            SlotMap before = slots(watch.until(ClusterIT::isComplete));
            SlotMap.Shard shard = before.shards().getFirst();
            RedisNode successor = node(shard.replicas().getFirst().node());
            assertThat(successor.cli("cluster", "failover")).isEqualTo("OK");
            watch.source().lookAgain(Reason.MOVED_REPLY);

            Topology after = watch.until(seen -> isComplete(seen)
                    && slots(seen).shards().stream()
                            .anyMatch(now -> now.primary().address().equals(successor.address())));

            assertThat(slots(after).shards()).hasSize(3);
        }
    }

    @Test
    void aSlotThatMovesIsFollowed() throws InterruptedException {
        try (Watch watch = new Watch("redis-cluster://" + NODES.getFirst().address())) {
            SlotMap before = slots(watch.until(ClusterIT::isComplete));
            int slot = 5;
            RedisNode from = node(before.shards().get(before.shardOf(slot)).primary());
            RedisNode to =
                    node(before.shards().get((before.shardOf(slot) + 1) % 3).primary());
            String id = to.cli("cluster", "myid");
            to.cli("cluster", "setslot", "5", "node", id);
            from.cli("cluster", "setslot", "5", "node", id);

            watch.until(seen -> isComplete(seen)
                    && slots(seen)
                            .shards()
                            .get(slots(seen).shardOf(slot))
                            .primary()
                            .address()
                            .equals(to.address()));
        }
    }

    private static RedisNode node(Node node) {
        return NODES.stream()
                .filter(candidate -> candidate.address().equals(node.address()))
                .findFirst()
                .orElseThrow();
    }

    private static SlotMap slots(Topology topology) {
        return Objects.requireNonNull(topology.slots());
    }

    private static boolean isComplete(Topology seen) {
        return seen.slots() != null
                && slots(seen).shards().size() == 3
                && slots(seen).shards().stream()
                        .allMatch(shard -> shard.primary().answers()
                                && shard.replicas().stream()
                                        .anyMatch(replica -> replica.isServing(Duration.ofSeconds(1))));
    }
}
