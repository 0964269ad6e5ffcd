package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of the fit replicas a client reads from, by policy and weight.
final class ReplicaChoice {
    private final ReadPolicy policy;
    private final String zone;

    ReplicaChoice(ProxySettings settings) {
        this.policy = settings.readPolicy();
        this.zone = settings.zone();
    }

    /// The replica for a client; null for the primary, or for nobody.
    ///
    /// @param lot a number that stays the client's own
    @Nullable
    Replica choose(List<Replica> fit, @Nullable Node primary, int lot) {
        return switch (policy) {
            case PRIMARY -> null;
            case PREFER_REPLICA, REPLICA -> byWeight(fit, lot);
            case NEAREST -> nearest(fit, primary);
            case ZONE -> sameZone(fit, lot);
        };
    }

    private static @Nullable Replica byWeight(List<Replica> fit, int lot) {
        int total = fit.stream().mapToInt(Replica::weight).sum();
        if (total == 0) {
            return null;
        }
        int place = Math.floorMod(lot, total);
        for (Replica replica : fit) {
            place -= replica.weight();
            if (place < 0) {
                return replica;
            }
        }
        return null;
    }

    private static @Nullable Replica nearest(List<Replica> fit, @Nullable Node primary) {
        Replica fastest =
                fit.stream().min(Comparator.comparing(Replica::latency)).orElse(null);
        boolean primaryIsFaster =
                fastest != null && primary != null && primary.latency().compareTo(fastest.latency()) < 0;
        return primaryIsFaster ? null : fastest;
    }

    private @Nullable Replica sameZone(List<Replica> fit, int lot) {
        Replica near = byWeight(
                fit.stream().filter(replica -> replica.zone().equals(zone)).toList(), lot);
        return near != null ? near : byWeight(fit, lot);
    }
}
