package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({":9113, '', 9113", "127.0.0.1:80, 127.0.0.1, 80", "[::1]:6379, ::1, 6379", "localhost:0, localhost, 0"})
    void readsHostAndPort(String text, String host, int port) {
        assertThat(ListenAddress.parse(text))
                .isEqualTo(new ListenAddress(host, port))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9113", "host", "host:", ":x", ":65536", ":-1", "::1:80"})
    void refusesAnythingElseAndSaysWhatItGot(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("expected:");
    }

    @Test
    void anUnknownHostIsTheUsersMistake() {
        assertThatThrownBy(() -> ListenAddress.parse("no such host:1").resolve())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no such host");
    }
}
