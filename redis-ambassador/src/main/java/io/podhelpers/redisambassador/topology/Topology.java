package io.podhelpers.redisambassador.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who serves what, as last seen. An immutable picture: a new one is published when anything has changed.
///
/// @param version grows with every picture
/// @param primary null while none is known
/// @param replicas also those that should get no reads just now
/// @param slots null unless it is a cluster
public record Topology(
        long version,
        Kind kind,
        @Nullable Node primary,
        List<Replica> replicas,
        @Nullable SlotMap slots) {

    public enum Kind {
        PRIMARY_AND_REPLICAS,
        SENTINEL,
        CLUSTER
    }

    public Topology {
        replicas = List.copyOf(replicas);
    }

    /// The primaries of all shards of a cluster, or the one; none while none is known.
    public List<Node> primaries() {
        if (slots != null) {
            return slots.shards().stream().map(SlotMap.Shard::primary).toList();
        }
        return primary == null ? List.of() : List.of(primary);
    }

    /// The replicas of all shards of a cluster, or of the one primary.
    public List<Replica> allReplicas() {
        return slots == null
                ? replicas
                : slots.shards().stream()
                        .flatMap(shard -> shard.replicas().stream())
                        .toList();
    }

    /// Before anything has been seen.
    public static Topology unknown(Kind kind) {
        return new Topology(0, kind, null, List.of(), null);
    }
}
