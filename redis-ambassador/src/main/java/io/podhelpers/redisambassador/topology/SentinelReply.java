package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one Sentinel says about a master.
///
/// @param epoch of its configuration: the highest is the newest
/// @param sentinels the others that it knows
record SentinelReply(long epoch, NodeAddress primary, List<NodeAddress> replicas, List<NodeAddress> sentinels) {
    SentinelReply {
        replicas = List.copyOf(replicas);
        sentinels = List.copyOf(sentinels);
    }

    /// Reads the replies to `SENTINEL MASTER`, `SENTINEL REPLICAS` and `SENTINEL SENTINELS`.
    static SentinelReply parse(List<?> master, List<?> replicas, List<?> sentinels) {
        Map<String, String> fields = fields(master);
        return new SentinelReply(
                Long.parseLong(fields.getOrDefault("config-epoch", "0")),
                address(fields),
                addresses(replicas),
                addresses(sentinels));
    }

    private static List<NodeAddress> addresses(List<?> servers) {
        List<NodeAddress> addresses = new ArrayList<>();
        for (Object server : servers) {
            if (server instanceof List<?> flat) {
                addresses.add(address(fields(flat)));
            }
        }
        return addresses;
    }

    private static NodeAddress address(Map<String, String> fields) {
        return new NodeAddress(fields.getOrDefault("ip", ""), Integer.parseInt(fields.getOrDefault("port", "0")));
    }

    private static Map<String, String> fields(List<?> flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return fields;
    }
}
