package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final NodeAddress ONE = new NodeAddress("one", 6379);
    private static final NodeAddress OTHER = new NodeAddress("other", 6379);

    private final Pauses pauses = new Pauses();

    @Test
    void onlyTheServerThatPausesIsForgivenItsSilence() {
        pauses.begin(ONE, 500);
        assertThat(pauses.nanosAwake(ONE, 100, 400)).isNegative();
        assertThat(pauses.nanosAwake(ONE, 100, 700)).isEqualTo(200);
        assertThat(pauses.nanosAwake(ONE, 650, 700)).isEqualTo(50);
        assertThat(pauses.nanosAwake(OTHER, 100, 400)).isEqualTo(300);
    }

    @Test
    void theLongerOfTwoPausesCounts() {
        pauses.begin(ONE, 500);
        pauses.begin(ONE, 300);
        assertThat(pauses.nanosAwake(ONE, 0, 400)).isNegative();
    }

    @Test
    void aPauseThatIsEndedIsOver() {
        pauses.begin(ONE, 500);
        pauses.end(ONE, 200);
        assertThat(pauses.nanosAwake(ONE, 100, 400)).isEqualTo(200);
    }
}
