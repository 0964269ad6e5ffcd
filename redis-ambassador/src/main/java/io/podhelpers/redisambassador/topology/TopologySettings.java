package io.podhelpers.redisambassador.topology;

import io.podhelpers.runtime.UserError;
import java.time.Duration;

/// How the topology is watched.
///
/// @param every between two looks when nothing happens
/// @param closest between two looks when much happens
/// @param timeout for connecting to a server and for its answers
public record TopologySettings(Duration every, Duration closest, Duration timeout) {
    public static final TopologySettings DEFAULT =
            new TopologySettings(Duration.ofSeconds(1), Duration.ofMillis(20), Duration.ofSeconds(1));

    public TopologySettings {
        if (every.toMillis() < 10 || closest.toMillis() < 1 || timeout.toMillis() < 1) {
            throw new UserError("topology: every " + every.toMillis() + "ms, closest " + closest.toMillis()
                    + "ms, timeout " + timeout.toMillis() + "ms (expected: at least 10ms, 1ms, 1ms)");
        }
    }
}
