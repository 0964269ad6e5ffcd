package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.topology.RedisNode;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.util.ArrayList;
import java.util.List;

/// A real cluster of three primaries with a replica each, and the ambassador's image before it.
final class ClusterSet implements AutoCloseable {
    private final List<RedisNode> nodes = new ArrayList<>();
    private final RedisAmbassadorContainer ambassador;

    ClusterSet(String... options) {
        for (int i = 0; i < 6; i++) {
            RedisNode node = RedisNode.ofCluster();
            node.start();
            nodes.add(node);
        }
        List<String> create = new ArrayList<>(List.of("--cluster", "create"));
        nodes.forEach(node -> create.add(node.address().toString()));
        create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
        assertThat(nodes.getFirst().cli(create.toArray(String[]::new))).contains("All 16384 slots covered");
        ambassador = Watched.ambassador()
                .withUpstream("redis-cluster://" + nodes.getFirst().address());
        for (String option : options) {
            ambassador.withOption(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        ambassador.start();
        RedisSet.until(
                "all shards and replicas are known", () -> topology().split("\"link\":\"connected\"", -1).length == 4);
    }

    Differential.Address throughAmbassador() {
        return new Differential.Address(ambassador.getHost(), ambassador.getMappedPort(6379));
    }

    String topology() {
        return RedisSet.get(ambassador, "/topology");
    }

    List<RedisNode> nodes() {
        return nodes;
    }

    List<RedisNode> primaries() {
        return nodes.stream()
                .filter(RedisNode::isRunning)
                .filter(node -> node.cli("role").startsWith("master"))
                .toList();
    }

    /// Moves slots with their keys from one primary to another.
    void reshard(RedisNode from, RedisNode to, int slots) {
        String said = from.cli(
                "--cluster",
                "reshard",
                from.address().toString(),
                "--cluster-from",
                from.cli("cluster", "myid"),
                "--cluster-to",
                to.cli("cluster", "myid"),
                "--cluster-slots",
                Integer.toString(slots),
                "--cluster-yes");
        assertThat(said).contains("Moving slot").doesNotContain("[ERR]");
    }

    @Override
    public void close() {
        try {
            Watched.stop(ambassador);
        } finally {
            nodes.forEach(RedisNode::stop);
        }
    }
}
