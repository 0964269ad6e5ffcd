package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /// Draws the largest value that it may.
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void doublesItsBoundUpToTheLimit() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), LARGEST);
        assertThat(IntStream.range(0, 6).mapToObj(_ -> backoff.next().toMillis()))
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void startsAgainAfterSuccess() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), LARGEST);
        backoff.next();
        backoff.next();
        assertThat(backoff.failures()).isEqualTo(2);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void neverOverflowsHoweverOftenItIsAsked() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1), LARGEST);
        assertThat(IntStream.range(0, 200).mapToObj(_ -> backoff.next()))
                .allMatch(wait -> !wait.isNegative() && wait.compareTo(Duration.ofHours(1)) <= 0);
    }

    @Test
    void spreadsItsWaitsOverTheWholeRange() {
        Random random = new Random(42);
        long below = IntStream.range(0, 1000)
                .mapToObj(_ -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), random).next())
                .filter(wait -> wait.toMillis() < 500)
                .count();
        assertThat(below).isBetween(400L, 600L);
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), LARGEST))
                .hasMessageContaining("2s up to 1s (expected: 0s < first <= most)");
    }
}
