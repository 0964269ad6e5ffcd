package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random damage to a page and to an answer: either the right figures or one clear error, never anything else.
/// And every shape that is permitted, at random: always the right figures. A hang is a failure, too.
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StubStatusParserFuzzTest {
    private static final String PAGE = """
            Active connections: 291\s
            server accepts handled requests
             16630948 16630945 31070465\s
            Reading: 6 Writing: 179 Waiting: 106\s
            """;
    /// More of them with `-Dfuzz.rounds=…`.
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 40_000);

    private static final Pattern REFUSAL = Pattern.compile("stub_status line \\d+: got .* \\(expected: .*\\)");
    private static final String ALPHABET = "0123456789 \r\n\t:-+.eActivRedng\0\u00ff";

    @Test
    void aDamagedPageIsReadOrRefused() {
        Random random = new Random(20260101);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] page = damaged(PAGE, random);
            try {
                StubStatus status = StubStatusParser.parse(page);
                read++;
                assertThat(status.active() | status.accepted() | status.handled() | status.requests())
                        .isNotNegative();
            } catch (ScrapeException e) {
                assertThat(e.error()).isEqualTo(ScrapeError.PARSE);
                assertThat(e.why()).matches(REFUSAL);
            }
        }
        assertThat(read).as("some damage does no harm").isPositive();
    }

    @Test
    void everyCountComesBackAsItWasWritten() throws ScrapeException {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS / 4; round++) {
            StubStatus status = new StubStatus(
                    any(random), any(random), any(random), any(random), any(random), any(random), any(random));
            String page = "Active connections: " + status.active() + " \nserver accepts handled requests\n "
                    + status.accepted() + " " + status.handled() + " " + status.requests() + " \nReading: "
                    + status.reading() + " Writing: " + status.writing() + " Waiting: " + status.waiting() + " \n";
            assertThat(StubStatusParser.parse(page.getBytes(ISO_8859_1))).isEqualTo(status);
        }
    }

    @Test
    void everyPermittedShapeOfAPageIsReadTheSame() throws ScrapeException {
        Random random = new Random(20261127);
        for (int round = 0; round < ROUNDS / 4; round++) {
            StubStatus status = new StubStatus(
                    any(random), any(random), any(random), any(random), any(random), any(random), any(random));
            byte[] page = shaped(status, random).getBytes(ISO_8859_1);
            assertThat(StubStatusParser.parse(page)).isEqualTo(status);
        }
    }

    @Test
    void everyPermittedShapeOfAnAnswerIsReadTheSame() throws IOException, ScrapeException {
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS / 20; round++) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            InputStream in = new Dripping(AnswerShapes.shaped(body, random), random);
            HttpResponseReader reader = new HttpResponseReader(in, 1024);
            assertThat(reader.read().body()).isEqualTo(body);
        }
    }

    @Test
    void aDamagedAnswerIsReadOrRefused() throws IOException {
        Random random = new Random(99);
        String answer = "HTTP/1.1 200 OK\r\nServer: nginx\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n";
        for (int round = 0; round < ROUNDS / 4; round++) {
            InputStream in = new ByteArrayInputStream(damaged(answer, random));
            try {
                assertThat(new HttpResponseReader(in, 1024).read().body().length)
                        .isLessThanOrEqualTo(1024);
            } catch (ScrapeException e) {
                assertThat(e.error()).isEqualTo(ScrapeError.PARSE);
            } catch (HttpResponseReader.NoAnswerException e) {
                assertThat(e).hasMessage("the connection was closed without an answer");
            }
        }
    }

    /// A page with some white space between any two words, Tengine's column or not, and any line ends.
    private static String shaped(StubStatus status, Random random) {
        boolean tengine = random.nextBoolean();
        String column = tengine ? "~request_time" : "";
        String value = tengine ? "~" + any(random) : "";
        String page = "*Active~connections:*" + status.active() + "|*server~accepts~handled~requests" + column + "|*"
                + status.accepted() + "~" + status.handled() + "~" + status.requests() + value + "|*Reading:*"
                + status.reading() + "~Writing:*" + status.writing() + "~Waiting:*" + status.waiting();
        String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder shaped = new StringBuilder();
        for (int at = 0; at < page.length(); at++) {
            char c = page.charAt(at);
            switch (c) {
                case '~' -> shaped.append(spaces(1, random));
                case '*' -> shaped.append(spaces(0, random));
                case '|' -> shaped.append(spaces(0, random)).append(lineEnd);
                default -> shaped.append(c);
            }
        }
        return shaped.append(spaces(0, random))
                .append(lineEnd.repeat(random.nextInt(3)))
                .toString();
    }

    private static String spaces(int least, Random random) {
        StringBuilder spaces = new StringBuilder();
        for (int count = least + random.nextInt(3); count > 0; count--) {
            spaces.append(random.nextInt(4) == 0 ? '\t' : ' ');
        }
        return spaces.toString();
    }

    private static long any(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    private static byte[] damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0 && !damaged.isEmpty(); changes--) {
            int at = random.nextInt(damaged.length());
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> damaged.setCharAt(at, other);
                case 1 -> damaged.insert(at, other);
                case 2 -> damaged.deleteCharAt(at);
                default -> damaged.setLength(at);
            }
        }
        return damaged.toString().getBytes(ISO_8859_1);
    }
}
