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

    /// Before anything has been seen.
    public static Topology unknown(Kind kind) {
        return new Topology(0, kind, null, List.of(), null);
    }
}
