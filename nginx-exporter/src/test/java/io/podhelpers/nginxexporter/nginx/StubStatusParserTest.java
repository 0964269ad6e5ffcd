package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StubStatusParserTest {
    private static final String PAGE = """
            Active connections: 291\s
            server accepts handled requests
             16630948 16630945 31070465\s
            Reading: 6 Writing: 179 Waiting: 106\s
            """;
    private static final StubStatus STATUS = new StubStatus(291, 16630948, 16630945, 31070465, 6, 179, 106);

    @Test
    void readsThePageOfNginx() throws ScrapeException {
        assertThat(parse(PAGE)).isEqualTo(STATUS);
        assertThat(parse(PAGE).dropped()).isEqualTo(3);
    }

    @Test
    void takesOtherLineEndsAndWhiteSpace() throws ScrapeException {
        assertThat(parse(PAGE.replace("\n", "\r\n"))).isEqualTo(STATUS);
        assertThat(parse(PAGE.strip())).isEqualTo(STATUS);
        assertThat(parse(PAGE.replace(" ", "  "))).isEqualTo(STATUS);
        assertThat(parse(PAGE.replace(" ", "\t"))).isEqualTo(STATUS);
        assertThat(parse(PAGE + "\n\n")).isEqualTo(STATUS);
    }

    @Test
    void takesTenginesFourthColumn() throws ScrapeException {
        String tengine = PAGE.replace("requests\n", "requests request_time\n").replace("31070465 ", "31070465 17 ");
        assertThat(parse(tengine)).isEqualTo(STATUS);
    }

    @Test
    void keepsCountsBeyondTheExactRangeOfDoubles() throws ScrapeException {
        String page = PAGE.replace("31070465", "9007199254740993").replace("16630948", "9223372036854775807");
        assertThat(parse(page).requests()).isEqualTo(9007199254740993L);
        assertThat(parse(page).accepted()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            291      | -1                   | line 1: got '-1 ' (expected: a whole number, 0 or more)
            291      | 2.5                  | line 1: got '2.5 ' (expected: a whole number, 0 or more)
            291      | 1e3                  | line 1: got '1e3 ' (expected: a whole number, 0 or more)
            Active   | Aktive               | line 1: got 'Aktive connections: 291 ' (expected: 'Active')
            accepts  | refuses              | line 2: got 'refuses handled requests' (expected: 'accepts')
            requests | requests please      | line 2: got 'please' (expected: the end of the line)
            31070465 | 9223372036854775808  | line 3: got '9223372036854775808 ' (expected: a count up to 9223372036854775807)
            31070465 | 99999999999999999999 | line 3: got '99999999999999999999 ' (expected: a count up to 9223372036854775807)
            31070465 | ``                   | line 3: got the end of the line (expected: a whole number, 0 or more)
            Waiting: | Pausing:             | line 4: got 'Pausing: 106 ' (expected: 'Waiting:')
            106      | 106 more             | line 4: got 'more ' (expected: nothing more)
            """)
    void refusesAnythingElseAndSaysWhere(String part, String instead, String message) {
        ScrapeException refused = catchThrowableOfType(ScrapeException.class, () -> parse(PAGE.replace(part, instead)));
        assertThat(refused).hasMessage("stub_status " + message);
        assertThat(refused.error()).isEqualTo(ScrapeError.PARSE);
    }

    @Test
    void refusesAPageThatEndsEarly() {
        for (int length = 0; length < PAGE.strip().length() - 2; length++) {
            String part = PAGE.substring(0, length);
            assertThat(catchThrowableOfType(ScrapeException.class, () -> parse(part)))
                    .as(part)
                    .isNotNull();
        }
    }

    private static StubStatus parse(String page) throws ScrapeException {
        return StubStatusParser.parse(page.getBytes(ISO_8859_1));
    }
}
