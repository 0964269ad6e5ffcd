package io.podhelpers.gitsync;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Says when the next pass begins: after the period, or at once when a signal or a push asks for it. Requests that come
/// during a pass are coalesced into one pass after it. Any thread may ask, one waits.
final class SyncTrigger {
    private final Semaphore asked = new Semaphore(0);

    void now() {
        asked.release();
    }

    void await(Duration period) throws InterruptedException {
        if (asked.tryAcquire(period.toNanos(), TimeUnit.NANOSECONDS)) {
            asked.drainPermits();
        }
    }
}
