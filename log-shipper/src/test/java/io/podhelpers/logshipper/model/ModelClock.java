package io.podhelpers.logshipper.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Time that only moves when it is told to.
final class ModelClock implements InstantSource {
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    long nanos() {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }
}
