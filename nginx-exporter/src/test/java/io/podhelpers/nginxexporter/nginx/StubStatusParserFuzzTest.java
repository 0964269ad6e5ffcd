package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random damage to a page and to an answer: either the right figures or one clear error, never anything else.
final class StubStatusParserFuzzTest {
    private static final String PAGE = """
            Active connections: 291\s
            server accepts handled requests
             16630948 16630945 31070465\s
            Reading: 6 Writing: 179 Waiting: 106\s
            """;
    private static final int ROUNDS = 200_000;
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
                assertThat(e.why()).matches("stub_status line \\d+: got .* \\(expected: .*\\)");
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
