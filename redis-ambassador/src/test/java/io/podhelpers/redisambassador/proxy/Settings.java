package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.LocalUsers;
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
            @Nullable LocalUsers user) {
        return of(policy, consistency, timeout, maxClients, maxInFlight, user, Duration.ofMillis(500), timeout);
    }

    /// @param patience for a connection, and for a server to be found
    static ProxySettings withPatience(
            ReadPolicy policy, Consistency consistency, Duration patience, Duration readTimeout) {
        return of(policy, consistency, Duration.ofSeconds(20), 100, 1024, null, patience, readTimeout);
    }

    static ProxySettings withLargestArgument(int bytes) {
        RequestLimits limits = new RequestLimits(1000, bytes, 1000);
        return of(
                limits,
                ReadPolicy.PRIMARY,
                Consistency.PIPELINE,
                Duration.ofSeconds(20),
                100,
                1024,
                null,
                Duration.ofMillis(500),
                Duration.ofSeconds(20));
    }

    private static ProxySettings of(
            ReadPolicy policy,
            Consistency consistency,
            Duration timeout,
            int maxClients,
            int maxInFlight,
            @Nullable LocalUsers user,
            Duration patience,
            Duration readTimeout) {
        return of(
                RequestLimits.OF_REDIS,
                policy,
                consistency,
                timeout,
                maxClients,
                maxInFlight,
                user,
                patience,
                readTimeout);
    }

    private static ProxySettings of(
            RequestLimits limits,
            ReadPolicy policy,
            Consistency consistency,
            Duration timeout,
            int maxClients,
            int maxInFlight,
            @Nullable LocalUsers user,
            Duration patience,
            Duration readTimeout) {
        return new ProxySettings(
                policy,
                consistency,
                Duration.ofSeconds(10),
                "",
                true,
                false,
                Set.of("keys", "config|set"),
                limits,
                maxInFlight,
                1 << 20,
                maxClients,
                1,
                patience,
                timeout,
                readTimeout,
                Duration.ZERO,
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

    static Topology topology(NodeAddress primary, String runId) {
        Node node = new Node(primary, runId, "", Duration.ZERO, "history", 0, 0, true);
        return new Topology(1, Topology.Kind.PRIMARY_AND_REPLICAS, node, List.of(), null);
    }

    static Node node(NodeAddress address, long offset, long askedAtNanos) {
        return new Node(address, "run", "", Duration.ZERO, "history", offset, askedAtNanos, true);
    }

    static Replica replica(NodeAddress address, long offset) {
        return new Replica(node(address, offset, 0), 1, 0, Duration.ZERO, Replica.Link.CONNECTED, false);
    }
}
