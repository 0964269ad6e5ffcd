package io.podhelpers.logshipper.filter;

import java.util.function.LongSupplier;

/// At most so many lines a second, with a burst of one second's worth. One thread.
final class RateLimit {
    private final int linesPerSecond;
    private final long second = FilterSettings.SECOND.toNanos();
    private final LongSupplier nanos;
    private double tokens;
    private long refilledNanos;

    /// @param linesPerSecond 0: no limit
    RateLimit(int linesPerSecond, LongSupplier nanos) {
        this.linesPerSecond = linesPerSecond;
        this.nanos = nanos;
        this.tokens = linesPerSecond;
        this.refilledNanos = linesPerSecond == 0 ? 0 : nanos.getAsLong();
    }

    boolean keeps() {
        if (linesPerSecond == 0) {
            return true;
        }
        if (tokens < 1) {
            refill();
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    private void refill() {
        long now = nanos.getAsLong();
        double gained = (double) (now - refilledNanos) / second * linesPerSecond;
        tokens = Math.min(linesPerSecond, tokens + gained);
        refilledNanos = now;
    }
}
