package io.podhelpers.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A point in time by which work has to be done, asked of the same clock that set it.
///
/// @param clock what the deadline is measured with
/// @param at when time is up
public record Deadline(InstantSource clock, Instant at) {
    /// A deadline `budget` from now.
    public static Deadline after(Duration budget, InstantSource clock) {
        return new Deadline(clock, clock.instant().plus(budget));
    }

    /// What is left, never negative.
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    public boolean isOver() {
        return !clock.instant().isBefore(at);
    }
}
