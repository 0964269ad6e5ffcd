package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/// Waits for a condition, with a generous limit.
final class RedisWait {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    interface Condition {
        boolean isMet() throws IOException;
    }

    private RedisWait() {}

    static void until(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.isMet()) {
            assertThat(System.nanoTime()).as("waiting for: " + what).isLessThan(end);
        }
    }
}
