package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails every test class after which Netty reports a buffer that was not released; on for all test classes.
public final class LeakExtension implements AfterAllCallback {
    private static final long LIMIT_NANOS = Duration.ofSeconds(5).toNanos();

    @Override
    public void afterAll(ExtensionContext context) {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            return; // run by an IDE, without the build's properties
        }
        collectGarbage();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release(); // the detector reports when the next one is made
        assertThat(LeakCounter.takeReported())
                .as("buffers that were not released")
                .isEmpty();
    }

    /// Until something that became garbage now has been noticed to be.
    private static void collectGarbage() {
        ReferenceQueue<Object> noticed = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), noticed);
        long end = System.nanoTime() + LIMIT_NANOS;
        while (noticed.poll() == null && System.nanoTime() < end) {
            System.gc();
            Thread.onSpinWait();
        }
        canary.clear();
    }
}
