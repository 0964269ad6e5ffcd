package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one node of a cluster says about who has which slots.
///
/// @param epoch the cluster's current epoch as that node knows it: the highest is the newest
/// @param ok whether that node thinks the cluster works
/// @param ranges in the order of the slots
record ClusterReply(long epoch, boolean ok, List<Range> ranges) {

    /// @param servers the primary first
    record Range(int first, int last, List<NodeAddress> servers) {
        Range {
            servers = List.copyOf(servers);
        }
    }

    ClusterReply {
        ranges = List.copyOf(ranges);
    }

    /// Reads the replies to `CLUSTER INFO` and `CLUSTER SLOTS`.
    ///
    /// @param asked whom; a node that does not know its own address means itself
    static ClusterReply parse(InfoReply info, List<?> slots, NodeAddress asked) {
        List<Range> ranges = new ArrayList<>();
        for (Object entry : slots) {
            if (entry instanceof List<?> range && range.size() >= 3) {
                ranges.add(new Range(
                        number(range.get(0)), number(range.get(1)), servers(range.subList(2, range.size()), asked)));
            }
        }
        return new ClusterReply(
                info.number("cluster_current_epoch", 0),
                info.text("cluster_state").equals("ok"),
                ranges);
    }

    private static List<NodeAddress> servers(List<?> entries, NodeAddress asked) {
        List<NodeAddress> servers = new ArrayList<>();
        for (Object entry : entries) {
            if (entry instanceof List<?> server && server.size() >= 2) {
                String host = server.getFirst() == null ? "" : String.valueOf(server.getFirst());
                boolean unknown = host.isEmpty() || host.equals("?");
                servers.add(new NodeAddress(unknown ? asked.host() : host, number(server.get(1))));
            }
        }
        return servers;
    }

    private static int number(Object value) {
        return Integer.parseInt(String.valueOf(value));
    }

    /// The servers of each shard, the primary first.
    Map<NodeAddress, List<NodeAddress>> shards() {
        Map<NodeAddress, List<NodeAddress>> shards = new LinkedHashMap<>();
        for (Range range : ranges) {
            if (!range.servers().isEmpty()) {
                shards.putIfAbsent(range.servers().getFirst(), range.servers());
            }
        }
        return shards;
    }
}
