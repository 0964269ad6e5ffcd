package io.podhelpers.gitsync.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.support.SettableClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PushLimitsTest {
    private final SettableClock clock = SettableClock.atNoon();

    @Test
    void aBucketGivesItsBurstAndThenItsRate() {
        TokenBucket bucket = new TokenBucket(2, 5, clock);
        assertThat(taken(bucket, 9)).isEqualTo(5);
        clock.advance(Duration.ofMillis(499));
        assertThat(taken(bucket, 9)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(taken(bucket, 9)).isEqualTo(1);
        clock.advance(Duration.ofHours(9));
        assertThat(taken(bucket, 9)).isEqualTo(5);
    }

    @Test
    void aBucketSurvivesAClockThatJumpsBack() {
        TokenBucket bucket = new TokenBucket(1, 1, clock);
        assertThat(bucket.take()).isTrue();
        clock.advance(Duration.ofHours(-3));
        assertThat(bucket.take()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(bucket.take()).isTrue();
    }

    @Test
    void aDeliveryIsNewOnlyOnceInTheWindow() {
        ReplayWindow window = new ReplayWindow(Duration.ofMinutes(10), 100, clock);
        assertThat(window.isFirst("a")).isTrue();
        clock.advance(Duration.ofMinutes(9));
        assertThat(window.isFirst("a")).isFalse();
        assertThat(window.isFirst("b")).isTrue();
        clock.advance(Duration.ofMinutes(2));
        assertThat(window.isFirst("a")).isTrue();
        assertThat(window.isFirst("b")).isFalse();
    }

    @Test
    void theWindowHoldsNoMoreThanItsMost() {
        ReplayWindow window = new ReplayWindow(Duration.ofDays(1), 3, clock);
        IntStream.range(0, 1000)
                .forEach(n -> assertThat(window.isFirst("d" + n)).isTrue());
        assertThat(window.isFirst("d999")).isFalse();
        assertThat(window.isFirst("d0")).isTrue();
    }

    private static int taken(TokenBucket bucket, int tries) {
        return (int) IntStream.range(0, tries).filter(_ -> bucket.take()).count();
    }
}
