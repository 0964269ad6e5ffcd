package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LagClockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LagClock clock = new LagClock();

    @Test
    void aReplicaThatIsLevelHasNoLag() {
        clock.primaryAt("r", 100, 0);

        assertThat(clock.behind(100, 5 * SECOND)).isEqualTo(Duration.ZERO);
        assertThat(clock.behind(101, 5 * SECOND)).isEqualTo(Duration.ZERO);
    }

    @Test
    void theLagIsTheTimeSinceThePrimaryWentPastTheReplica() {
        clock.primaryAt("r", 100, 0);
        clock.primaryAt("r", 200, SECOND);
        clock.primaryAt("r", 300, 2 * SECOND);

        assertThat(clock.behind(100, 4 * SECOND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(clock.behind(250, 4 * SECOND)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anIdlePrimaryDoesNotMakeReplicasOld() {
        clock.primaryAt("r", 100, 0);
        clock.primaryAt("r", 100, 60 * SECOND);

        assertThat(clock.behind(100, 61 * SECOND)).isEqualTo(Duration.ZERO);
    }

    @Test
    void anotherHistoryBeginsAnew() {
        clock.primaryAt("r", 100, 0);
        clock.primaryAt("s", 50, SECOND);

        assertThat(clock.behind(40, 3 * SECOND)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whatEverybodyHasReachedIsForgottenWithoutChangingTheAnswer() {
        for (int i = 0; i < 10; i++) {
            clock.primaryAt("r", i * 100L, i * SECOND);
        }
        clock.everybodyReached(500);

        assertThat(clock.behind(500, 10 * SECOND)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void itsMemoryHasALimit() {
        for (int i = 0; i < 100_000; i++) {
            clock.primaryAt("r", i, i);
        }

        assertThat(clock.behind(99_998, 99_999)).isEqualTo(Duration.ZERO);
    }
}
