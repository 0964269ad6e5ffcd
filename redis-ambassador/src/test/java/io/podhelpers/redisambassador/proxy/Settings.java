package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.resp.RequestLimits;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Settings and topologies for tests.
final class Settings {
    private Settings() {}

    static ProxySettings of(ReadPolicy policy, Consistency consistency) {
        return of(policy, consistency, Duration.ofSeconds(20), 100, 1024, null);
    }

    static ProxySettings of(
            ReadPolicy policy,
            Consistency consistency,
            Duration timeout,
            int maxClients,
            int maxInFlight,
            ProxySettings.@Nullable LocalUser user) {
        return new ProxySettings(
                policy,
                consistency,
                Duration.ofSeconds(10),
                "",
                false,
                Set.of("keys", "config|set"),
                RequestLimits.OF_REDIS,
                maxInFlight,
                1 << 20,
                maxClients,
                1,
                Duration.ofMillis(500),
                timeout,
                0,
                null,
                null,
                user);
    }

    static Topology topology(NodeAddress primary, NodeAddress... replicas) {
        List<Replica> all =
                Stream.of(replicas).map(address -> replica(address, 0)).toList();
        return new Topology(1, Topology.Kind.PRIMARY_AND_REPLICAS, node(primary, 0, 0), all, null);
    }

    static Node node(NodeAddress address, long offset, long askedAtNanos) {
        return new Node(address, "run", "", Duration.ZERO, "history", offset, askedAtNanos, true);
    }

    static Replica replica(NodeAddress address, long offset) {
        return new Replica(node(address, offset, 0), 1, 0, Duration.ZERO, Replica.Link.CONNECTED, false);
    }
}
