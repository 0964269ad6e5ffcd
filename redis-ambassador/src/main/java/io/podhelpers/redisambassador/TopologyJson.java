package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The picture of the servers as JSON, for `/topology`.
final class TopologyJson {
    private TopologyJson() {}

    static String of(Topology topology) {
        String replicas =
                topology.replicas().stream().map(TopologyJson::replica).collect(Collectors.joining(","));
        return "{\"version\":" + topology.version()
                + ",\"kind\":"
                + text(topology.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                + ",\"primary\":" + primary(topology.primary())
                + ",\"replicas\":[" + replicas + "]}\n";
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
        return "{\"address\":" + text(replica.address().toString())
                + ",\"zone\":" + text(replica.zone())
                + ",\"weight\":" + replica.weight()
                + ",\"latency_seconds\":" + replica.latency().toNanos() / 1e9
                + ",\"offset\":" + replica.offset()
                + ",\"lag_bytes\":" + replica.lagBytes()
                + ",\"lag_seconds\":" + replica.lag().toNanos() / 1e9
                + ",\"link\":" + text(replica.link().name().toLowerCase(Locale.ROOT))
                + ",\"loading\":" + replica.loading() + "}";
    }

    private static String text(String value) {
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
