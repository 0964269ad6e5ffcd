package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.Expectation;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;

/// Makes the topology source that an upstream needs.
public final class Topologies {
    private Topologies() {}

    /// A source that is not started yet. A primary and its replicas without TLS never load Lettuce; the others do so
    /// once
    /// started.
    ///
    /// @throws IllegalArgumentException for shards: they have no topology, see
    ///     [io.podhelpers.redisambassador.shards.ShardMap]
    public static TopologySource watch(UpstreamSpec upstream, TopologySettings settings) {
        return watch(upstream, settings, Expectation.NOTHING);
    }

    private static TopologySource watch(UpstreamSpec upstream, TopologySettings settings, Expectation expected) {
        return switch (upstream) {
            case UpstreamSpec.PrimaryAndReplicas listed ->
                new WatchedTopology(
                        Topology.Kind.PRIMARY_AND_REPLICAS,
                        settings,
                        expected,
                        _ -> new ListedServers(listed, crew(listed.access(), settings)));
            case UpstreamSpec.Sentinel sentinel ->
                new WatchedTopology(
                        Topology.Kind.SENTINEL,
                        settings,
                        expected,
                        announced -> sentinelServers(sentinel, settings, announced));
            case UpstreamSpec.ByEnvironment environment ->
                watch(environment.chosen(), settings, environment.expected());
            case UpstreamSpec.Cluster cluster ->
                new WatchedTopology(
                        Topology.Kind.CLUSTER,
                        settings,
                        expected,
                        _ -> new ClusterServers(cluster, lettuce(cluster.access(), settings)));
            case UpstreamSpec.Shards _ -> throw new IllegalArgumentException("shards have no topology");
        };
    }

    private static Scout sentinelServers(UpstreamSpec.Sentinel spec, TopologySettings settings, Runnable announced) {
        Control sentinels = new Control(spec.sentinelAccess(), settings.timeout());
        return new SentinelServers(spec, sentinels, settings.timeout(), announced, lettuce(spec.access(), settings));
    }

    /// Lettuce where there is TLS, slots or a Sentinel to talk about.
    private static Crew lettuce(UpstreamAccess access, TopologySettings settings) {
        return new LettuceCrew(new Control(access, settings.timeout()), settings.timeout());
    }

    private static Crew crew(UpstreamAccess access, TopologySettings settings) {
        return access.tls() == null ? new PlainCrew(access, settings.timeout()) : lettuce(access, settings);
    }
}
