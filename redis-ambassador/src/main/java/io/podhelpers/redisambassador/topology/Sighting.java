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
        }

        record Follower(NodeAddress primary, Replica.Link link) implements Role {}

        /// A Sentinel, or something that we do not know.
        record Other(String name) implements Role {}
    }

    boolean isPrimary() {
        return role instanceof Role.Primary;
    }

    Sighting timed(NodeProbe.Answer answer) {
        Duration took = Duration.ofNanos(answer.nanos());
        return new Sighting(address, runId, role, replicationId, offset, took, askedAtNanos, answer.busy());
    }

    Sighting of(String process) {
        return new Sighting(address, process, role, replicationId, offset, latency, askedAtNanos, loading);
    }

    Node node(String zone) {
        return new Node(address, runId, zone, latency, replicationId, offset, askedAtNanos, true);
    }
}
