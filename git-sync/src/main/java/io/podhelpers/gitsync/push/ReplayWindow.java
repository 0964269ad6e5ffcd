package io.podhelpers.gitsync.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers accepted deliveries for a while: at most `most` of them, the oldest forgotten first.
final class ReplayWindow {
    private final InstantSource clock;
    private final Duration window;
    private final int most;
    private final Map<String, Instant> seen = new LinkedHashMap<>(); // in the order they came; guarded by this

    ReplayWindow(Duration window, int most, InstantSource clock) {
        this.clock = clock;
        this.window = window;
        this.most = most;
    }

    /// Whether this delivery is new; from now on it is not.
    synchronized boolean isFirst(String delivery) {
        Instant now = clock.instant();
        forget(now.minus(window));
        return seen.putIfAbsent(delivery, now) == null;
    }

    private void forget(Instant before) {
        Iterator<Instant> times = seen.values().iterator();
        while (times.hasNext()) {
            boolean expired = times.next().isBefore(before);
            if (!expired && seen.size() < most) {
                return;
            }
            times.remove();
        }
    }
}
