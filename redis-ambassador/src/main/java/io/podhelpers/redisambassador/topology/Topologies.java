package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.UpstreamSpec;

/// Makes the topology source that an upstream needs.
public final class Topologies {
    private Topologies() {}

    /// A source that is not started yet; nothing of Lettuce is loaded before it is.
    ///
    /// @throws IllegalArgumentException for shards: they have no topology, see
    ///     [io.podhelpers.redisambassador.shards.ShardMap]
    public static TopologySource watch(UpstreamSpec upstream, TopologySettings settings) {
        return switch (upstream) {
            case UpstreamSpec.PrimaryAndReplicas listed ->
                new WatchedTopology(
                        Topology.Kind.PRIMARY_AND_REPLICAS, settings, () -> listedServers(listed, settings));
            case UpstreamSpec.ByEnvironment environment -> watch(environment.chosen(), settings);
            case UpstreamSpec.Sentinel _, UpstreamSpec.Cluster _ ->
                throw new UnsupportedOperationException("not yet: " + upstream);
            case UpstreamSpec.Shards _ -> throw new IllegalArgumentException("shards have no topology");
        };
    }

    private static Scout listedServers(UpstreamSpec.PrimaryAndReplicas spec, TopologySettings settings) {
        Control control = new Control(spec.access(), settings.timeout());
        return new ListedServers(spec, new Crew(control, settings.timeout()));
    }
}
