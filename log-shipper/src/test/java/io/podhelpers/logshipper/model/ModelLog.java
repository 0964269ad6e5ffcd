package io.podhelpers.logshipper.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A writer such as nginx: it appends to the file that it opened, whatever that is called now, until told to
/// open anew.
final class ModelLog {
    /// A file with the lines that are in it now, each with the offset behind it.
    static final class Content {
        final List<Written> lines = new ArrayList<>();
        final int number;
        long bytes;
        /// How much of it the shipper has seen there, and had seen at its last checkpoint.
        private final long[] seen;

        Content(int number) {
            this(number, new long[2]);
        }

        private Content(int number, long[] seen) {
            this.number = number;
            this.seen = seen;
        }

        void seen() {
            seen[0] = bytes;
        }

        long seenBytes() {
            return seen[0];
        }

        void saved() {
            seen[1] = seen[0];
        }

        void killed() {
            seen[0] = seen[1];
        }

        /// Where the last line ends up to which all are on record as delivered.
        long settledBytes() {
            long settled = 0;
            for (Written line : lines) {
                if (!line.settled) {
                    break;
                }
                settled = line.end;
            }
            return settled;
        }

        Content copy() {
            Content copy = new Content(number, seen);
            copy.lines.addAll(lines);
            lines.forEach(line -> line.files++);
            copy.bytes = bytes;
            return copy;
        }
    }

    final Path path;
    private final Random random;
    private final ModelWorld world;
    private FileChannel file;
    private Path now;
    Content content;
    private String unended = "";
    private int unendedWritten;

    ModelLog(Path path, ModelWorld world, Random random) throws IOException {
        this.path = path;
        this.world = world;
        this.now = path;
        this.random = random;
        this.file = FileChannel.open(path, CREATE, WRITE, APPEND);
        this.content = world.newContent();
    }

    void writeLines(int count) throws IOException {
        endLine();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String line = newLine();
            text.append(line).append('\n');
            ended(line, line.length() + 1);
        }
        append(text.toString());
    }

    private String newLine() {
        int padding = random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(60);
        return path.getFileName() + "-" + world.nextLine() + "-" + "x".repeat(padding);
    }

    private void ended(String line, int bytes) {
        content.bytes += bytes;
        Written written = new Written(line, content.number, content.lines.size(), content.bytes);
        content.lines.add(written);
        world.wrote(written);
    }

    /// Writes the beginning of a line.
    void writePart() throws IOException {
        if (!unended.isEmpty()) {
            endLine();
            return;
        }
        unended = newLine();
        unendedWritten = 1 + random.nextInt(unended.length());
        append(unended.substring(0, unendedWritten));
        content.bytes += unendedWritten;
    }

    /// Ends the line whose beginning was written, if there is one.
    void endLine() throws IOException {
        if (unended.isEmpty()) {
            return;
        }
        String line = unended;
        unended = "";
        append(line.substring(unendedWritten) + "\n");
        ended(line, line.length() + 1 - unendedWritten);
    }

    private void append(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        world.stamp(now);
    }

    /// The file that is written to has another name from now on.
    void renamed(Path to) {
        now = to;
    }

    /// As on `nginx -s reopen`.
    void reopen() throws IOException {
        endLine();
        file.close();
        file = FileChannel.open(path, CREATE, WRITE, APPEND);
        now = path;
        world.stamp(now);
        content = world.newContent();
    }

    void truncate() throws IOException {
        endLine();
        file.truncate(0);
        world.stamp(now);
        content = world.newContent();
    }

    void close() throws IOException {
        file.close();
    }
}
