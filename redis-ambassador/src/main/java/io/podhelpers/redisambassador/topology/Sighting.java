package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;

/// What one server said of itself in one look.
///
/// @param askedAtNanos before the question was sent
/// @param loading whether it answers `-LOADING` or the like
record Sighting(
        NodeAddress address,
        String runId,
        Role role,
        String replicationId,
        long offset,
        Duration latency,
        long askedAtNanos,
        boolean loading) {

    /// The answer to `ROLE`.
    sealed interface Role {
        record Primary(List<NodeAddress> replicas) implements Role {
            public Primary {
                replicas = List.copyOf(replicas);
            }

            @Override
            public List<NodeAddress> named() {
                return replicas;
            }
        }

        record Follower(NodeAddress primary, Replica.Link link) implements Role {
            @Override
            public List<NodeAddress> named() {
                return List.of(primary);
            }
        }

        /// A Sentinel, or something that we do not know.
        record Other(String name) implements Role {
            @Override
            public List<NodeAddress> named() {
                return List.of();
            }
        }

        /// The other servers that it tells of.
        List<NodeAddress> named();
    }

    boolean isPrimary() {
        return role instanceof Role.Primary;
    }

    /// From the replies to `ROLE` and `INFO replication`; the rest is added by [#timed] and [#of(String)].
    static Sighting of(NodeAddress address, List<?> roleReply, InfoReply replication, long askedAt) {
        Role role = RoleReply.parse(roleReply);
        long ofPrimary = replication.number("master_repl_offset", 0);
        long offset = role instanceof Role.Primary ? ofPrimary : replication.number("slave_repl_offset", ofPrimary);
        return new Sighting(
                address, "", role, replication.text("master_replid"), offset, Duration.ZERO, askedAt, false);
    }

    /// @param busy it answers, but with `-LOADING`, `-MASTERDOWN` or `-BUSY`
    Sighting timed(Duration took, boolean busy) {
        return new Sighting(address, runId, role, replicationId, offset, took, askedAtNanos, busy);
    }

    Sighting of(String process) {
        return new Sighting(address, process, role, replicationId, offset, latency, askedAtNanos, loading);
    }

    Node node(String zone) {
        return new Node(address, runId, zone, latency, replicationId, offset, askedAtNanos, true);
    }
}
