package io.podhelpers.gitsync.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// At most `burst` requests at once and `perSecond` on the long run. A clock that jumps back costs nothing but waiting.
final class TokenBucket {
    private final InstantSource clock;
    private final double perSecond;
    private final double burst;
    private double tokens; // guarded by this
    private Instant last; // guarded by this

    TokenBucket(double perSecond, double burst, InstantSource clock) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.last = clock.instant();
    }

    synchronized boolean take() {
        Instant now = clock.instant();
        double seconds = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
        last = now;
        tokens = Math.min(burst, tokens + seconds * perSecond);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
