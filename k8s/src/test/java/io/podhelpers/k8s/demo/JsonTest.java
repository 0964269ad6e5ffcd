package io.podhelpers.k8s.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void writesNestedValues() {
        assertThat(Json.of(Map.of("list", List.of(1, 2.5, true, "text"))))
                .isEqualTo("{\"list\":[1,2.5,true,\"text\"]}");
    }

    @Test
    void escapesWhatJsonDoesNotAllowInText() {
        assertThat(Json.of("a\"b\\c\nd\u0001")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001\"");
    }

    @Test
    void writesNullForWhatJsonHasNoNumberFor() {
        assertThat(Json.of(Double.NaN)).isEqualTo("null");
    }
}
