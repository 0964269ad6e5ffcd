package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.PoolStats;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.SlotMap;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The picture of the servers as JSON, for `/topology`.
final class TopologyJson {
    private TopologyJson() {}

    /// One listener's servers; of several each in a list.
    static String of(Collection<Front> fronts) throws InterruptedException {
        List<String> listeners = new ArrayList<>();
        for (Front front : fronts) {
            listeners.add("{" + listener(front) + "}");
        }
        return (listeners.size() == 1 ? listeners.getFirst() : "{\"listeners\":[" + String.join(",", listeners) + "]}")
                + "\n";
    }

    private static String listener(Front front) throws InterruptedException {
        PoolStats stats = front.stats();
        return "\"listener\":" + text(front.config().name())
                + ",\"listen\":" + text(front.config().endpoint().toString())
                + ",\"clients\":" + stats.clientConnections()
                + "," + servers(front)
                + ",\"traffic\":[" + traffic(stats) + "]";
    }

    private static String servers(Front front) {
        if (front.config().servers() instanceof UpstreamSpec.Shards shards) {
            return shards(shards.pool());
        }
        return front.topology().map(TopologyJson::of).orElse("\"kind\":\"unknown\"");
    }

    private static String traffic(PoolStats stats) {
        return stats.servers().entrySet().stream()
                .map(server -> "{\"address\":" + text(server.getKey().toString())
                        + ",\"connections\":" + server.getValue().connections()
                        + ",\"requests\":" + server.getValue().requests()
                        + ",\"waiting\":"
                        + (server.getValue().inQueue() + server.getValue().outQueue())
                        + ",\"avoided\":" + avoided(stats, server.getKey()) + "}")
                .collect(Collectors.joining(","));
    }

    private static String avoided(PoolStats stats, NodeAddress server) {
        String why = stats.avoided().get(server);
        return why == null ? "null" : text(why);
    }

    private static String shards(ShardPool pool) {
        String servers = pool.servers().stream()
                .map(server -> "{\"address\":" + text(server.host() + ":" + server.port())
                        + ",\"name\":" + text(server.hashedName())
                        + ",\"weight\":" + server.weight() + "}")
                .collect(Collectors.joining(","));
        return "\"kind\":\"shards\",\"hash\":" + text(pool.hash().word())
                + ",\"distribution\":" + text(pool.distribution().name().toLowerCase(Locale.ROOT))
                + ",\"eject\":" + text(pool.eject().toString())
                + ",\"shards\":[" + servers + "]";
    }

    private static String of(Topology topology) {
        String replicas =
                topology.replicas().stream().map(TopologyJson::replica).collect(Collectors.joining(","));
        return "\"version\":" + topology.version()
                + ",\"kind\":"
                + text(topology.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                + ",\"primary\":" + primary(topology.primary())
                + ",\"replicas\":[" + replicas + "]"
                + slots(topology.slots());
    }

    /// Of a cluster: who serves which slots.
    private static String slots(@Nullable SlotMap slots) {
        if (slots == null) {
            return "";
        }
        StringBuilder json = new StringBuilder(",\"shards\":[");
        for (int shard = 0; shard < slots.shards().size(); shard++) {
            SlotMap.Shard one = slots.shards().get(shard);
            json.append(shard == 0 ? "" : ",")
                    .append("{\"slots\":")
                    .append(text(ranges(slots, shard)))
                    .append(",\"primary\":")
                    .append(primary(one.primary()))
                    .append(",\"replicas\":[")
                    .append(one.replicas().stream().map(TopologyJson::replica).collect(Collectors.joining(",")))
                    .append("]}");
        }
        return json.append(']').toString();
    }

    /// As Redis writes them: `0-5460,9000`.
    private static String ranges(SlotMap slots, int shard) {
        StringJoiner ranges = new StringJoiner(",");
        int first = -1;
        for (int slot = 0; slot <= SlotMap.SLOTS; slot++) {
            boolean its = slot < SlotMap.SLOTS && slots.shardOf(slot) == shard;
            if (its && first < 0) {
                first = slot;
            } else if (!its && first >= 0) {
                ranges.add(first == slot - 1 ? Integer.toString(first) : first + "-" + (slot - 1));
                first = -1;
            }
        }
        return ranges.toString();
    }

    private static String primary(@Nullable Node primary) {
        if (primary == null) {
            return "null";
        }
        return "{\"address\":" + text(primary.address().toString())
                + ",\"zone\":" + text(primary.zone())
                + ",\"latency_seconds\":" + primary.latency().toNanos() / 1e9
                + ",\"offset\":" + primary.offset() + "}";
    }

    private static String replica(Replica replica) {
        boolean known = replica.lag().compareTo(Replica.UNKNOWN_LAG) < 0;
        return "{\"address\":" + text(replica.address().toString())
                + ",\"zone\":" + text(replica.zone())
                + ",\"weight\":" + replica.weight()
                + ",\"latency_seconds\":" + replica.latency().toNanos() / 1e9
                + ",\"offset\":" + replica.offset()
                + ",\"lag_bytes\":" + (known ? replica.lagBytes() : "null")
                + ",\"lag_seconds\":" + (known ? replica.lag().toNanos() / 1e9 : "null")
                + ",\"link\":" + text(replica.link().name().toLowerCase(Locale.ROOT))
                + ",\"loading\":" + replica.loading() + "}";
    }

    static String text(String value) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                json.append(character == '"' || character == '\\' ? "\\" : "").append(character);
            }
        }
        return json.append('"').toString();
    }
}
