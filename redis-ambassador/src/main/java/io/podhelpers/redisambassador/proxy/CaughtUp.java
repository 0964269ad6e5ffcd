package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.SlotMap;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Up to when each replica is known to have every write of the primary.
///
/// The primary's offset, asked for at a time, contains every write answered before that time; a replica at that offset
/// in
/// the same history has them too, and keeps them. One thread.
final class CaughtUp {
    /// A replica's process; another one at the same address starts anew.
    private record Copy(NodeAddress address, String runId) {}

    private Map<Copy, Long> upTo = new HashMap<>();

    void look(Topology now) {
        Map<Copy, Long> next = new HashMap<>();
        SlotMap slots = now.slots();
        if (slots == null) {
            look(now.primary(), now.replicas(), next);
        } else {
            slots.shards().forEach(shard -> look(shard.primary(), shard.replicas(), next));
        }
        upTo = next;
    }

    private void look(@Nullable Node primary, List<Replica> replicas, Map<Copy, Long> next) {
        for (Replica replica : replicas) {
            Copy copy = copy(replica);
            Long known = primary != null && isLevel(replica.node(), primary)
                    ? Long.valueOf(primary.askedAtNanos())
                    : upTo.get(copy);
            if (known != null) {
                next.put(copy, known);
            }
        }
    }

    private static boolean isLevel(Node replica, Node primary) {
        return primary.answers()
                && replica.answers()
                && primary.replicationId().equals(replica.replicationId())
                && replica.offset() >= primary.offset();
    }

    /// Whether the replica has all that was answered before that time, by [System#nanoTime].
    boolean hasAllBefore(long nanos, Replica replica) {
        Long known = upTo.get(copy(replica));
        return known != null && known - nanos > 0;
    }

    private static Copy copy(Replica replica) {
        return new Copy(replica.address(), replica.node().runId());
    }
}
