package io.podhelpers.gitsync;

import java.time.Instant;
import java.time.InstantSource;

/// Goes on evenly from now, whatever happens to the system's clock: for how long something takes or may take. Any
/// thread.
final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
