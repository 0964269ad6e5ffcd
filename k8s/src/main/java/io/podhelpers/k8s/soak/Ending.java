package io.podhelpers.k8s.soak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end that everybody works towards, and that wakes whoever pauses.
final class Ending {
    private final CountDownLatch end = new CountDownLatch(1);

    boolean hasCome() {
        return end.getCount() == 0;
    }

    void come() {
        end.countDown();
    }

    void pause(Duration time) {
        try {
            if (end.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }
}
