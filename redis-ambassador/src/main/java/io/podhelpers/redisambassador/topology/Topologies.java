package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.Expectation;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes the topology source that an upstream needs.
public final class Topologies {
    /// Longer than a healthy server takes, shorter than loading Lettuce.
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);

    private Topologies() {}

    /// A source that is not started yet; nothing of Lettuce is loaded before it is.
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
                        firstLook(listed, settings),
                        _ -> new ListedServers(listed, crew(listed.access(), settings)));
            case UpstreamSpec.Sentinel sentinel ->
                new WatchedTopology(
                        Topology.Kind.SENTINEL,
                        settings,
                        expected,
                        Optional.empty(),
                        announced -> sentinelServers(sentinel, settings, announced));
            case UpstreamSpec.ByEnvironment environment ->
                watch(environment.chosen(), settings, environment.expected());
            case UpstreamSpec.Cluster cluster ->
                new WatchedTopology(
                        Topology.Kind.CLUSTER,
                        settings,
                        expected,
                        Optional.empty(),
                        _ -> new ClusterServers(cluster, crew(cluster.access(), settings)));
            case UpstreamSpec.Shards _ -> throw new IllegalArgumentException("shards have no topology");
        };
    }

    private static Optional<Supplier<Scout>> firstLook(
            UpstreamSpec.PrimaryAndReplicas listed, TopologySettings settings) {
        Duration budget = FIRST_LOOK.compareTo(settings.timeout()) < 0 ? FIRST_LOOK : settings.timeout();
        return listed.access().tls() == null
                ? Optional.of(() -> new ListedServers(listed, new PlainCrew(listed.access(), budget)))
                : Optional.empty();
    }

    private static Scout sentinelServers(UpstreamSpec.Sentinel spec, TopologySettings settings, Runnable announced) {
        Control sentinels = new Control(spec.sentinelAccess(), settings.timeout());
        return new SentinelServers(spec, sentinels, settings.timeout(), announced, crew(spec.access(), settings));
    }

    private static Crew crew(UpstreamAccess access, TopologySettings settings) {
        return new LettuceCrew(new Control(access, settings.timeout()), settings.timeout());
    }
}
