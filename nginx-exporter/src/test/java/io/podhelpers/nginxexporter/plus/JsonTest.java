package io.podhelpers.nginxexporter.plus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        assertThat(
                        read(
                                " {\"a\" : [1, -2.5, 1e3, true, false, null], \"n\":null,\"s\":\"\\u0041\\n\\\"é\", \"o\":{}} "))
                .isEqualTo(Map.of(
                        "a", List.of(1L, -2.5, 1000.0, true, false, Json.Nothing.NULL), "s", "A\n\"é", "o", Map.of()));
        assertThat(read("9007199254740993")).isEqualTo(9007199254740993L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "{]",
                "[1",
                "[1 2]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "\"x",
                "\"\\x\"",
                "\"\\u12\"",
                "tru",
                "nul",
                "1 2",
                "--1",
                "99999999999999999999",
                "\"\n\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageMatching("(?s)JSON, character \\d+: got .* \\(expected: .*\\)");
    }

    @Test
    void refusesDeepNesting() {
        assertThatIllegalArgumentException().isThrownBy(() -> read("[".repeat(100_000)));
    }

    @Test
    void neverFailsOtherwise() {
        Random random = new Random(42);
        String alphabet = "{}[]\",:truefalsnu0123456789.-+eE\\ \n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(read(text.toString())).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("JSON, character ");
            }
        }
    }

    private static Object read(String text) {
        return Json.read(text.getBytes(UTF_8));
    }
}
