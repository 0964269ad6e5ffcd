package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;

/// The primary, as last seen.
///
/// @param zone empty if unknown
/// @param latency of the last answer
/// @param offset the replication offset, in bytes of the replication stream
public record Node(NodeAddress address, String zone, Duration latency, long offset) {}
