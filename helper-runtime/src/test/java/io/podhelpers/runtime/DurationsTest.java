package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "15ms, 15000000", "10s, 10000000000", "1m30s, 90000000000", "1.5h, 5400000000000", "0, 0", "0s, 0",
        "-1s, -1000000000", "+2s, 2000000000", "250us, 250000", "7ns, 7", "1d, 86400000000000", "1h1ms, 3600001000000"
    })
    void readsWhatPeopleWrite(String text, long nanos) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "1m 30s", "five", "1e3s", "--1s", "5sx", "."})
    void refusesAnythingElseAndSaysWhatItGot(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("expected: a duration");
    }

    @Test
    void refusesWhatDoesNotFitIntoNanoseconds() {
        assertThatThrownBy(() -> Durations.parse("99999999999h")).hasMessageContaining("292 years");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "15ms", "10s", "1m30s", "1.5s", "2h", "250us", "-3s", "1h0.001s"})
    void writesWhatItReads(String text) {
        Duration duration = Durations.parse(text);
        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }

    @Test
    void writesTheShortForm() {
        assertThat(Durations.format(Duration.ofSeconds(90))).isEqualTo("1m30s");
        assertThat(Durations.format(Duration.ofMillis(15))).isEqualTo("15ms");
        assertThat(Durations.format(Duration.ofMillis(1500))).isEqualTo("1.5s");
    }
}
