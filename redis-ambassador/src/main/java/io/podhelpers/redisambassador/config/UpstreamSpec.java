package io.podhelpers.redisambassador.config;

import io.podhelpers.redisambassador.shards.ShardPool;
import java.util.List;
import java.util.Map;

/// What is behind a listener.
public sealed interface UpstreamSpec {

    /// How to be let in.
    UpstreamAccess access();

    /// One primary and its replicas: who is what is asked, never assumed; replicas that are not listed are found.
    ///
    /// @param traits by `host:port` or host
    record PrimaryAndReplicas(List<NodeAddress> nodes, UpstreamAccess access, Map<String, NodeTraits> traits)
            implements UpstreamSpec {}

    /// Found through Sentinels, which announce a failover.
    record Sentinel(List<NodeAddress> sentinels, String master, UpstreamAccess access, Map<String, NodeTraits> traits)
            implements UpstreamSpec {}

    /// A Redis Cluster, shown as one server.
    record Cluster(List<NodeAddress> seeds, UpstreamAccess access, Map<String, NodeTraits> traits)
            implements UpstreamSpec {}

    /// Servers that share the keys among them as nutcracker does it.
    record Shards(ShardPool pool, UpstreamAccess access) implements UpstreamSpec {}

    /// Chosen by the name of the environment.
    record ByEnvironment(String environment, UpstreamSpec chosen, Expectation expected) implements UpstreamSpec {
        @Override
        public UpstreamAccess access() {
            return chosen.access();
        }
    }
}
