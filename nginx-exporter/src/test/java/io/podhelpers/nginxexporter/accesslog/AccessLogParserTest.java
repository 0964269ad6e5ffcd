package io.podhelpers.nginxexporter.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podhelpers.nginxexporter.accesslog.AccessLogLine.MalformedException;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessLogParserTest {
    private static final String HEADER = "<190>Nov  2 07:35:28 web-1 nginx: ";
    private static final String COMBINED = "10.0.0.1 - joe [22/Nov/2026:07:35:28 +0000] \"GET /a?b=\\x22c HTTP/1.1\""
            + " 200 512 \"http://r/\" \"curl/7.88 status=500\"";

    @Test
    void readsPairs() throws MalformedException {
        assertThat(parse(HEADER
                        + "method=POST status=502 bytes=12 request_time=0.250 upstream_time=\"0.500, 0.250 : 0.125\""))
                .isEqualTo(new AccessLogLine("POST", 502, 12, OptionalDouble.of(0.25), OptionalDouble.of(0.875)));
        assertThat(parse(HEADER + "status=200 method=GET uri=/x upstream_time=-"))
                .isEqualTo(new AccessLogLine("GET", 200, 0, OptionalDouble.empty(), OptionalDouble.empty()));
    }

    @Test
    void readsCombinedWithAndWithoutPairs() throws MalformedException {
        assertThat(parse(HEADER + COMBINED))
                .isEqualTo(new AccessLogLine("GET", 200, 512, OptionalDouble.empty(), OptionalDouble.empty()));
        assertThat(parse(HEADER + COMBINED + " request_time=1.5 upstream_time=1.4\n"))
                .isEqualTo(new AccessLogLine("GET", 200, 512, OptionalDouble.of(1.5), OptionalDouble.of(1.4)));
    }

    @Test
    void takesAHeaderWithoutHostAndARequestThatWasNone() throws MalformedException {
        assertThat(parse("<190>Nov 22 07:35:28 nginx: "
                                + "10.0.0.1 - - [22/Nov/2026:07:35:28 +0000] \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"")
                        .method())
                .isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "method=GET status=200",
                "<190>Nov 22 07:35:28 web nginx: ",
                "<190>Nov 22 07:35:28 web nginx: hello",
                "<190>Nov 22 07:35:28 web nginx: method=GET",
                "<190>Nov 22 07:35:28 web nginx: method=GET status=OK",
                "<190>Nov 22 07:35:28 web nginx: method=GET status=20",
                "<190>Nov 22 07:35:28 web nginx: method=GET status=200 bytes=-1",
                "<190>Nov 22 07:35:28 web nginx: method=GET status=200 request_time=fast",
                "<190>Nov 22 07:35:28 web nginx: method=GET status=200 upstream_time=0.1,x"
            })
    void refusesWhatItDoesNotUnderstand(String datagram) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> parse(datagram));
    }

    @Test
    void neverFailsOtherwise() {
        Random random = new Random(7);
        String whole = HEADER + COMBINED + " request_time=1.5 upstream_time=\"1.4, 0.2\"";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(whole);
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, "\"");
                }
            }
            try {
                assertThat(parse(text.toString()).status()).isBetween(0, 999);
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static AccessLogLine parse(String datagram) throws MalformedException {
        byte[] bytes = datagram.getBytes(ISO_8859_1);
        return AccessLogParser.parse(bytes, bytes.length);
    }
}
