package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.logshipper.follow.LineReader.LongLines;
import io.podhelpers.logshipper.follow.LineReader.Progress;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.parse.RecordStarts;
import io.podhelpers.runtime.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
    private static final int LONGEST = 3000;
    private static final String STACK = """
            2026/11/22 07:35:01 [error] 1#1: *1 FastCGI sent in stderr: "PHP message: boom
            Stack trace:
            #0 {main}" while reading, client: 10.0.0.1
            """;
    private static final String NEXT = "2026/11/22 07:35:02 [warn] 1#1: next\n";

    private final Growing file = new Growing();
    private final Collecting lines = new Collecting();

    /// A file in memory that grows.
    private static final class Growing implements LogBytes {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public int read(ByteBuffer into, long at) {
            byte[] all = bytes.toByteArray();
            int length = Math.min(into.remaining(), all.length - (int) at);
            into.put(all, (int) at, Math.max(0, length));
            return length;
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public void close() {}
    }

    private static final class Collecting implements LineConsumer {
        private final List<String> all = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();

        @Override
        public boolean hasRoom(int lineBytes) {
            return true;
        }

        @Override
        public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
            all.add(new String(bytes, from, to - from, UTF_8));
            offsets.add(offset);
        }

        @Override
        public void skippedLine(Generation generation, long bytes) {
            all.add("skipped " + bytes);
        }

        @Override
        public void endRange(Generation generation, long from, Mark to) {
            generation.acknowledge(from, to);
        }
    }

    private static LineReader reader(String multiline, Encoding encoding) {
        RecordStarts starts = new RecordStarts(multiline, new Parsers("auto", ""));
        return new LineReader(LONGEST, LongLines.SKIP, new LineRules(encoding, starts, Duration.ZERO));
    }

    private static Generation of(String log) {
        return new Generation(log, new Identity(1, 1), Mark.START);
    }

    private void read(LineReader reader, Generation content, boolean over) throws IOException {
        Progress progress = Progress.MOVED;
        while (progress == Progress.MOVED) {
            progress = reader.read(file, content, lines, false, over);
        }
        assertThat(progress).isEqualTo(Progress.AT_END);
    }

    /// Gives the bytes one by one, and reads after each.
    private void trickle(LineReader reader, Generation content, byte[] bytes) throws IOException {
        for (byte b : bytes) {
            file.bytes.write(b);
            read(reader, content, false);
        }
    }

    private void trickle(LineReader reader, Generation content, String text, Charset charset) throws IOException {
        trickle(reader, content, text.getBytes(charset));
    }

    @Test
    void findsLinesHoweverTheyArrive() throws IOException {
        trickle(
                reader("none", Encoding.PLAIN),
                of("access.log"),
                "one\r\n\r\ntw\ro\n\u0000\u0000\u0000three\nfour",
                US_ASCII);

        assertThat(lines.all).containsExactly("one", "", "tw\ro", "three");
        assertThat(lines.offsets).containsExactly(0L, 5L, 7L, 15L);
    }

    @Test
    void keepsARecordOfSeveralLinesTogetherInErrorLogs() throws IOException {
        LineReader reader = reader("auto", Encoding.PLAIN);
        Generation content = of("/logs/error.log");
        trickle(reader, content, STACK + STACK + NEXT, US_ASCII);
        assertThat(lines.all).containsExactly(STACK.strip(), STACK.strip());
        assertThat(reader.leftRecord()).isTrue();
        assertThat(content.read().offset()).isEqualTo(2L * STACK.length());

        read(reader, content, true); // nothing came behind it for long enough
        assertThat(lines.all).hasSize(3).last().isEqualTo(NEXT.strip());
        assertThat(reader.leftRecord()).isFalse();
    }

    @Test
    void takesEachLineForARecordInOtherLogsAndWhenToldTo() throws IOException {
        trickle(reader("auto", Encoding.PLAIN), of("/logs/access.log"), "a\n b\n", US_ASCII);
        assertThat(lines.all).containsExactly("a", " b");
        file.bytes.reset();
        trickle(reader("none", Encoding.PLAIN), of("/logs/error.log"), STACK, US_ASCII);
        assertThat(lines.all).hasSize(2 + 3);
    }

    @Test
    void beginsARecordWhereThePatternIsFound() throws IOException {
        LineReader reader = reader("^\\S", Encoding.PLAIN);
        Generation content = of("app.log");
        trickle(reader, content, "Exception\n  at a\n  at b\nnext\n", US_ASCII);
        assertThat(lines.all).containsExactly("Exception\n  at a\n  at b");
    }

    @Test
    void cutsARecordThatGrowsWithoutEndBetweenItsLines() throws IOException {
        LineReader reader = reader("^start", Encoding.PLAIN);
        String line = " " + "x".repeat(99) + "\n";
        file.bytes.write(("start\n" + line.repeat(100)).getBytes(US_ASCII));
        read(reader, of("app.log"), false);
        assertThat(lines.all).hasSizeGreaterThanOrEqualTo(3).allMatch(record -> record.length() <= LONGEST);
        assertThat(lines.all.getFirst()).startsWith("start\n x").hasSizeGreaterThan(LONGEST - 200);
    }

    @Test
    void readsOtherEncodings() throws IOException {
        trickle(reader("none", Encoding.named("iso-8859-1")), of("a"), "caf\u00e9\r\nx\n", ISO_8859_1);
        assertThat(lines.all).containsExactly("café", "x");
        file.bytes.reset();
        lines.all.clear();
        // U+0A0A has the bytes of two line ends, and U+010D those of a carriage return
        trickle(reader("none", Encoding.named("utf-16le")), of("a"), "\ufeff\u20ac\u0a0a\u010d\r\nzwei\n", UTF_16LE);
        assertThat(lines.all).containsExactly("€\u0a0a\u010d", "zwei");
    }

    @Test
    void passesAByteOrderMarkOver() throws IOException {
        file.bytes.write("\ufeffone\n\ufefftwo\n".getBytes(UTF_8));
        read(reader("none", Encoding.PLAIN), of("a"), false);
        assertThat(lines.all).containsExactly("one", "\ufefftwo");
    }

    @Test
    void refusesEncodingsThatItCannotFindLinesIn() {
        assertThatThrownBy(() -> Encoding.named("utf-32"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--encoding: 'utf-32' (expected: one whose line ends");
        assertThatThrownBy(() -> Encoding.named("klingon")).hasMessageContaining("expected: such as utf-8");
    }

    @Test
    void skipsALineOverTheLimitWithoutKeepingIt() throws IOException {
        file.bytes.write(("a\n" + "x".repeat(50_000) + "\nb\n").getBytes(US_ASCII));
        read(reader("none", Encoding.PLAIN), of("a"), false);
        assertThat(lines.all).hasSize(3).startsWith("a").endsWith("b");
        assertThat(lines.all.get(1)).startsWith("skipped ");
    }
}
