package io.podhelpers.k8s.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Asks again and again, for a limited time.
final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Waiting() {}

    /// How long it took until the answer was as wanted; empty if it never was.
    static <T> Optional<Duration> until(Supplier<T> question, Predicate<T> wanted) {
        long begin = System.nanoTime();
        do {
            if (wanted.test(question.get())) {
                return Optional.of(Duration.ofNanos(System.nanoTime() - begin));
            }
            pause(LOOK_AGAIN);
        } while (System.nanoTime() - begin < LONGEST.toNanos());
        return Optional.empty();
    }

    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
