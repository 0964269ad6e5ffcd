package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;

/// A replica, as last seen.
///
/// @param zone empty if unknown
/// @param weight its share of the reads, 0 for none
/// @param latency of the last answer
/// @param offset its replication offset
/// @param lagBytes how far it is behind the primary
/// @param lag for how long it has not been level with the primary
/// @param link whether it is connected to its primary
/// @param loading whether it is still loading its data
public record Replica(
        NodeAddress address,
        String zone,
        int weight,
        Duration latency,
        long offset,
        long lagBytes,
        Duration lag,
        Link link,
        boolean loading) {

    public enum Link {
        CONNECTED,
        CONNECTING,
        SYNCING,
        DOWN
    }

    /// Whether reads may go there at all, if it is not further behind than allowed.
    public boolean isServing(Duration maxLag) {
        return link == Link.CONNECTED && !loading && weight > 0 && lag.compareTo(maxLag) <= 0;
    }
}
