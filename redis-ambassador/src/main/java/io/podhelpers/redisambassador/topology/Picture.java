package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.NodeTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts a primary and what was seen of the others into one picture. One thread; remembers for the lag's sake.
final class Picture {
    private final Map<String, NodeTraits> traits;
    private final LagClock clock = new LagClock();

    Picture(Map<String, NodeTraits> traits) {
        this.traits = traits;
    }

    NodeTraits traits(NodeAddress address) {
        NodeTraits byPort = traits.get(address.toString());
        return byPort != null ? byPort : traits.getOrDefault(address.host(), NodeTraits.NONE);
    }

    Node primary(Sighting seen) {
        clock.primaryAt(seen.replicationId(), seen.offset(), seen.askedAtNanos());
        return seen.node(traits(seen.address()).zone());
    }

    /// The replicas of that primary among all that were seen, and those that are known but did not answer.
    List<Replica> replicas(@Nullable Node primary, Collection<Sighting> seen, Collection<NodeAddress> silent) {
        List<Replica> replicas = new ArrayList<>();
        for (Sighting sighting : seen) {
            if (sighting.role() instanceof Sighting.Role.Follower follower) {
                replicas.add(replica(primary, sighting, follower));
            }
        }
        for (NodeAddress address : silent) {
            if (primary == null || !address.equals(primary.address())) {
                replicas.add(silent(address));
            }
        }
        replicas.stream()
                .filter(replica -> replica.link() == Replica.Link.CONNECTED)
                .mapToLong(Replica::offset)
                .min()
                .ifPresent(clock::everybodyReached);
        return replicas;
    }

    private Replica replica(@Nullable Node primary, Sighting seen, Sighting.Role.Follower follower) {
        NodeTraits its = traits(seen.address());
        boolean sameHistory = false;
        long lagBytes = Long.MAX_VALUE;
        Duration lag = Replica.UNKNOWN_LAG;
        if (primary != null && seen.replicationId().equals(primary.replicationId())) {
            sameHistory = true;
            lagBytes = Math.max(0, primary.offset() - seen.offset());
            lag = clock.behind(seen.offset(), System.nanoTime());
        }
        // a replica of somebody else has somebody else's data
        Replica.Link link =
                sameHistory || follower.link() != Replica.Link.CONNECTED ? follower.link() : Replica.Link.DOWN;
        return new Replica(seen.node(its.zone()), its.weight(), lagBytes, lag, link, seen.loading());
    }

    private Replica silent(NodeAddress address) {
        NodeTraits its = traits(address);
        return new Replica(
                Node.unseen(address, its.zone()),
                its.weight(),
                Long.MAX_VALUE,
                Replica.UNKNOWN_LAG,
                Replica.Link.DOWN,
                false);
    }
}
