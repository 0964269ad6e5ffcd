package io.podhelpers.gitsync.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormPayloadTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "payload=%7B%7D|{}",
                "a=1&payload=x+y&b=2|x y",
                "payloads=no&payload=yes|yes",
                "payloa=no&payload=yes|yes",
                "payload&payload=yes|yes",
                "=&&payload=%C3%A4|ä"
            })
    void findsAndDecodesThePayload(String form, String payload) throws IOException {
        assertThat(decode(form)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "payload", "a=payload=", "payload=", "Payload=x"})
    void isEmptyWhereThereIsNone(String form) throws IOException {
        assertThat(decode(form)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"payload=%", "payload=%4", "payload=%zz"})
    void refusesBrokenEscapes(String form) {
        assertThatThrownBy(() -> decode(form)).isInstanceOf(FormPayload.BrokenFormException.class);
    }

    @RepeatedTest(50)
    void decodesWhatTheJdkEncodes(RepetitionInfo info) throws IOException {
        RandomGenerator random = new java.util.Random(info.getCurrentRepetition());
        String text = random.ints(random.nextInt(200), 0, 0x2000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(decode("x=1&payload=" + URLEncoder.encode(text, UTF_8))).isEqualTo(text);
    }

    @Test
    void leavesTheStreamAfterThePayload() throws IOException {
        ByteArrayInputStream form = new ByteArrayInputStream("payload=a&rest".getBytes(UTF_8));
        assertThat(new FormPayload(form).readAllBytes()).isEqualTo("a".getBytes(UTF_8));
        assertThat(form.available()).isEqualTo(4);
    }

    private static String decode(String form) throws IOException {
        return new String(new FormPayload(new ByteArrayInputStream(form.getBytes(UTF_8))).readAllBytes(), UTF_8);
    }
}
