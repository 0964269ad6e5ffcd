package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The hook that watches the other tests works.
class LeakCounterTest {
    @Test
    @EnabledIfSystemProperty(named = "io.netty.leakDetection.level", matches = "paranoid")
    void noticesABufferThatNobodyReleases() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (LeakCounter.reported().isEmpty() && System.nanoTime() < end) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).touch("lost on purpose");
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        assertThat(LeakCounter.reported()).isNotEmpty().allMatch(report -> report.contains("lost on purpose"));
        System.gc();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        LeakCounter.reported().clear();
    }
}
