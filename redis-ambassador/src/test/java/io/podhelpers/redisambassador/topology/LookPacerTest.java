package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LookPacerTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final LookPacer pacer = new LookPacer(Duration.ofMillis(1000), Duration.ofMillis(20), 0);

    @Test
    void theFirstLookIsDueAtOnce() {
        assertThat(pacer.nanosUntilRegularLook(0)).isZero();
        assertThat(pacer.nanosUntilRequestedLook(0)).isZero();
    }

    @Test
    void aRequestWaitsOnlyTheShortGap() {
        pacer.looked(0, false);

        assertThat(pacer.nanosUntilRegularLook(100 * MILLI)).isEqualTo(900 * MILLI);
        assertThat(pacer.nanosUntilRequestedLook(5 * MILLI)).isEqualTo(15 * MILLI);
        assertThat(pacer.nanosUntilRequestedLook(20 * MILLI)).isZero();
    }

    @Test
    void requestsThatBringNothingNewAreServedEverMoreRarely() {
        long now = 0;
        pacer.looked(now, false);
        long[] gaps = new long[8];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = pacer.nanosUntilRequestedLook(now) / MILLI;
            now += gaps[i] * MILLI;
            pacer.looked(now, true);
        }

        assertThat(gaps)
                .containsExactly(20, 40, 80, 160, 320, 640, 1000, 20); // after a whole regular step it begins anew
    }

    @Test
    void newsMakeTheNextRequestUrgentAgain() {
        pacer.looked(0, false);
        pacer.looked(20 * MILLI, true);
        pacer.looked(60 * MILLI, true);
        pacer.foundNews();

        assertThat(pacer.nanosUntilRequestedLook(60 * MILLI)).isEqualTo(20 * MILLI);
    }
}
