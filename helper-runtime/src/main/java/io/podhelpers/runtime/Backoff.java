package io.podhelpers.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: the n-th wait is drawn evenly from zero to `first × 2ⁿ`, capped at `most`.
///
/// Full jitter spreads the retries of many helpers that lost the same server at the same moment. One owner, one thread
/// at a time.
public final class Backoff {
    private static final int LARGEST_SHIFT = 30;

    private final long firstNanos;
    private final long mostNanos;
    private final RandomGenerator random;
    private int failures;

    /// @param first the upper bound of the first wait, more than zero
    /// @param most no wait is longer, at least `first`
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off: " + Durations.format(first) + " up to "
                    + Durations.format(most) + " (expected: 0s < first <= most)");
        }
        this.firstNanos = first.toNanos();
        this.mostNanos = most.toNanos();
        this.random = random;
    }

    /// How long to wait after one more failure.
    public Duration next() {
        long bound = boundNanos();
        failures++;
        return Duration.ofNanos(random.nextLong(bound + 1));
    }

    private long boundNanos() {
        int shift = Math.min(failures, LARGEST_SHIFT);
        return firstNanos > mostNanos >> shift ? mostNanos : firstNanos << shift;
    }

    /// How often [#next] was asked since the last success.
    public int failures() {
        return failures;
    }

    /// To be called on success: the next failure waits briefly again.
    public void reset() {
        failures = 0;
    }
}
