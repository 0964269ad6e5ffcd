package io.podhelpers.gitsync;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Says when the next pass begins: after the period, or at once when a signal or a push asks for it. Requests that come
/// during a pass are coalesced into one pass after it. Any thread may ask, one waits.
final class SyncTrigger {
    private final Semaphore asked = new Semaphore(0);
    private final AtomicReference<@Nullable Instant> oldestPush = new AtomicReference<>();

    void now() {
        asked.release();
    }

    /// A push came: its pass is the next one that begins.
    void pushed(Instant received) {
        oldestPush.compareAndSet(null, received);
        asked.release();
    }

    /// When the first push came that no pass has begun for; a pass that begins takes it.
    @Nullable
    Instant takePush() {
        return oldestPush.getAndSet(null);
    }

    boolean pushWaits() {
        return oldestPush.get() != null;
    }

    void await(Duration period) throws InterruptedException {
        if (asked.tryAcquire(period.toNanos(), TimeUnit.NANOSECONDS)) {
            asked.drainPermits();
        }
    }
}
