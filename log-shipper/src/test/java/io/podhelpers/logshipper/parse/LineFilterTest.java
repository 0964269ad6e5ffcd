package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineFilterTest {
    private static boolean keeps(List<String> keep, List<String> drop, String line) {
        Fields fields = new Fields();
        byte[] bytes = line.getBytes(US_ASCII);
        fields.line(bytes, 0, bytes.length);
        LogFormatCompiler.combined().parse(fields);
        return new LineFilter(keep, drop).keeps(fields);
    }

    private static String line(String path, int status) {
        return "1.1.1.1 - - [22/Nov/2026:07:35:01 +0000] \"GET " + path + " HTTP/1.1\" " + status + " 1 \"-\" \"-\"";
    }

    @Test
    void dropsAndKeepsByField() {
        List<String> health = List.of("url.path=^/healthz$");
        assertThat(keeps(List.of(), health, line("/healthz", 200))).isFalse();
        assertThat(keeps(List.of(), health, line("/healthz2", 200))).isTrue();
        assertThat(keeps(List.of("http.response.status_code=^5"), health, line("/", 503)))
                .isTrue();
        assertThat(keeps(List.of("http.response.status_code=^5"), health, line("/", 200)))
                .isFalse();
        assertThat(keeps(List.of("user.name=."), List.of(), line("/", 200)))
                .as("a missing field is empty")
                .isFalse();
        assertThat(keeps(List.of("line=GET .*HTTP"), List.of(), line("/", 200))).isTrue();
    }

    @Test
    void saysWhatIsWrongWithARule() {
        assertThatThrownBy(() -> new LineFilter(List.of("no-regex"), List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--keep")
                .hasMessageContaining("FIELD=REGEX");
        assertThatThrownBy(() -> new LineFilter(List.of(), List.of("a=(")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--drop");
    }
}
