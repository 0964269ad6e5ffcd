package io.podhelpers.redisambassador.config;

import io.podhelpers.redisambassador.shards.ShardPool;
import java.util.List;
import java.util.Map;

/// What is behind a listener.
public sealed interface UpstreamSpec {

    /// How to be let in.
    UpstreamAccess access();

    /// The same upstream with another way in.
    UpstreamSpec with(UpstreamAccess other);

    /// One primary and its replicas: who is what is asked, never assumed; replicas that are not listed are found.
    ///
    /// @param traits by `host:port` or host
    record PrimaryAndReplicas(List<NodeAddress> nodes, UpstreamAccess access, Map<String, NodeTraits> traits)
            implements UpstreamSpec {
        @Override
        public UpstreamSpec with(UpstreamAccess other) {
            return new PrimaryAndReplicas(nodes, other, traits);
        }
    }

    /// Found through Sentinels, which announce a failover.
    ///
    /// @param access to the servers
    /// @param sentinelAccess to the Sentinels, which know other users
    record Sentinel(
            List<NodeAddress> sentinels,
            String master,
            UpstreamAccess access,
            UpstreamAccess sentinelAccess,
            Map<String, NodeTraits> traits)
            implements UpstreamSpec {

        @Override
        public UpstreamSpec with(UpstreamAccess other) {
            UpstreamTls tls = other.tls();
            return new Sentinel(
                    sentinels, master, other, tls == null ? sentinelAccess : sentinelAccess.withTls(tls), traits);
        }
    }

    /// A Redis Cluster, shown as one server.
    record Cluster(List<NodeAddress> seeds, UpstreamAccess access, Map<String, NodeTraits> traits)
            implements UpstreamSpec {
        @Override
        public UpstreamSpec with(UpstreamAccess other) {
            return new Cluster(seeds, other, traits);
        }
    }

    /// Servers that share the keys among them as nutcracker does it.
    record Shards(ShardPool pool, UpstreamAccess access) implements UpstreamSpec {
        @Override
        public UpstreamSpec with(UpstreamAccess other) {
            return new Shards(pool, other);
        }
    }

    /// Chosen by the name of the environment.
    record ByEnvironment(String environment, UpstreamSpec chosen, Expectation expected) implements UpstreamSpec {
        @Override
        public UpstreamAccess access() {
            return chosen.access();
        }

        @Override
        public UpstreamSpec with(UpstreamAccess other) {
            return new ByEnvironment(environment, chosen.with(other), expected);
        }
    }
}
