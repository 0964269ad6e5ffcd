package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;

/// A replica, as last seen.
///
/// @param weight its share of the reads, 0 for none
/// @param lagBytes how far it is behind the primary
/// @param lag for how long it has not been level with the primary
/// @param link whether it is connected to its primary
/// @param loading whether it is still loading its data
public record Replica(Node node, int weight, long lagBytes, Duration lag, Link link, boolean loading) {

    /// Longer than any limit.
    public static final Duration UNKNOWN_LAG = Duration.ofDays(365_000);

    public enum Link {
        CONNECTED,
        CONNECTING,
        SYNCING,
        DOWN
    }

    public NodeAddress address() {
        return node.address();
    }

    public String zone() {
        return node.zone();
    }

    public Duration latency() {
        return node.latency();
    }

    public long offset() {
        return node.offset();
    }

    /// Whether reads may go there at all, if it is not further behind than allowed.
    public boolean isServing(Duration maxLag) {
        return node.answers() && link == Link.CONNECTED && !loading && weight > 0 && lag.compareTo(maxLag) <= 0;
    }
}
