package io.podhelpers.redisambassador.topology;

import java.time.Duration;

/// When to look next: in regular steps, and at once when asked to, but ever less often while being asked again and
/// again changes nothing. One thread.
final class LookPacer {
    private final long regularNanos;
    private final long closestNanos;
    private long lastLook;
    private long gapNanos;

    /// @param regular between two looks when nothing happens
    /// @param closest between two looks when much happens
    LookPacer(Duration regular, Duration closest, long now) {
        regularNanos = regular.toNanos();
        closestNanos = Math.min(closest.toNanos(), regularNanos);
        lastLook = now - regularNanos;
        gapNanos = closestNanos;
    }

    /// To be called when a look begins.
    void looked(long now, boolean asked) {
        boolean quiet = now - lastLook >= regularNanos;
        gapNanos = asked && !quiet ? Math.min(gapNanos * 2, regularNanos) : closestNanos;
        lastLook = now;
    }

    /// To be called when a look has found something new: the next request is worth an immediate look.
    void foundNews() {
        gapNanos = closestNanos;
    }

    long nanosUntilRegularLook(long now) {
        return Math.max(0, lastLook + regularNanos - now);
    }

    long nanosUntilRequestedLook(long now) {
        return Math.max(0, lastLook + gapNanos - now);
    }
}
