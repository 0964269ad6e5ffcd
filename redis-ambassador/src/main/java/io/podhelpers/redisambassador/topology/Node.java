package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;

/// A server, as last seen.
///
/// A write that was answered before `askedAtNanos` is contained in `offset` of the primary; a replica with the same
/// `replicationId` and at least that offset has it too.
///
/// @param runId changes when another process answers at the address (restart, or the name resolves elsewhere); empty if
///     never seen
/// @param zone empty if unknown
/// @param latency of the last answer
/// @param replicationId names the history that `offset` counts in
/// @param offset the replication offset in bytes
/// @param askedAtNanos [System#nanoTime] before the question for the offset was sent
/// @param answers false if the last look got none; the rest is then from earlier
public record Node(
        NodeAddress address,
        String runId,
        String zone,
        Duration latency,
        String replicationId,
        long offset,
        long askedAtNanos,
        boolean answers) {

    /// A server that has not answered yet.
    static Node unseen(NodeAddress address, String zone) {
        return new Node(address, "", zone, Duration.ZERO, "", 0, 0, false);
    }

    Node silent() {
        return new Node(address, runId, zone, latency, replicationId, offset, askedAtNanos, false);
    }
}
