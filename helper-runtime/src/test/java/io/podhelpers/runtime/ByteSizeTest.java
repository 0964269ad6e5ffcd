package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "1k, 1000",
        "1Ki, 1024",
        "64Mi, 67108864",
        "2G, 2000000000",
        "1Gi, 1073741824",
        "3KiB, 3072",
        "0, 0"
    })
    void readsKubernetesQuantities(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5Mi", "Mi", "10 Mi", "1Zi"})
    void refusesAnythingElseAndSaysWhatItGot(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("expected: a size");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> ByteSize.parse("9999999999Ti")).hasMessageContaining("8Ei");
        assertThatThrownBy(() -> ByteSize.parse("2Gi").asInt()).hasMessageContaining("less than 2Gi");
    }

    @Test
    void writesTheShortestFormThatReadsBack() {
        assertThat(new ByteSize(1 << 20)).hasToString("1Mi");
        assertThat(new ByteSize(1500)).hasToString("1500");
        assertThat(new ByteSize(0)).hasToString("0");
    }
}
