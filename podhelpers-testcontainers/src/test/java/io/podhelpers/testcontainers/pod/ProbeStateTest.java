package io.podhelpers.testcontainers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.ProbeState.Verdict;
import io.podhelpers.testcontainers.pod.manifest.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeStateTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ProbeState state = new ProbeState(
            new Probe(
                    new Probe.Exec(List.of("true")),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    3,
                    2),
            Verdict.UNDECIDED);

    ProbeStateTest() {
        state.containerStarted(START);
    }

    @Test
    void isNotDueBeforeTheInitialDelay() {
        assertThat(state.due(START.plusSeconds(4))).isFalse();
        assertThat(state.due(START.plusSeconds(5))).isTrue();
    }

    @Test
    void isDueAgainAfterThePeriod() {
        state.observe(START.plusSeconds(5), true);

        assertThat(state.due(START.plusSeconds(6))).isFalse();
        assertThat(state.due(START.plusSeconds(7))).isTrue();
    }

    @Test
    void isGoodOnlyAfterEnoughGoodAnswersInARow() {
        assertThat(state.observe(START, true)).isEqualTo(Verdict.UNDECIDED);
        assertThat(state.observe(START, false)).isEqualTo(Verdict.UNDECIDED);
        assertThat(state.observe(START, true)).isEqualTo(Verdict.UNDECIDED);
        assertThat(state.observe(START, true)).isEqualTo(Verdict.GOOD);
    }

    @Test
    void staysGoodUntilEnoughBadAnswersInARow() {
        state.observe(START, true);
        state.observe(START, true);

        assertThat(state.observe(START, false)).isEqualTo(Verdict.GOOD);
        assertThat(state.observe(START, false)).isEqualTo(Verdict.GOOD);
        assertThat(state.observe(START, false)).isEqualTo(Verdict.BAD);
    }

    @Test
    void forgetsEverythingWhenTheContainerStartsAgain() {
        state.observe(START, false);
        state.observe(START, false);
        state.observe(START, false);

        state.containerStarted(START.plusSeconds(60));

        assertThat(state.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(state.due(START.plusSeconds(64))).isFalse();
        assertThat(state.observe(START.plusSeconds(65), false)).isEqualTo(Verdict.UNDECIDED);
    }
}
