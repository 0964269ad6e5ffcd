package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.parse.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/// From the bytes of a file to lines.
///
/// Each read begins a window before the place where reading goes on: the bytes of the window prove, in the
/// same read,
/// that the content is still the one that was read before. A line without its end stays in the file and is
/// read again,
/// so nothing is kept in memory between two calls. One thread.
final class LineReader {
    /// What came of a read.
    enum Progress {
        /// The file has no further whole line now.
        AT_END,
        /// There may be more.
        MOVED,
        /// The consumer has no room.
        NO_ROOM,
        /// The content that was read before is no longer in the file.
        TRUNCATED
    }

    /// What is done with a line over the limit.
    enum LongLines {
        TRUNCATE,
        SKIP
    }

    private static final int FIRST_CAPACITY = 256 * 1024;
    private static final int GROWTH = 4;

    private final int mostLineBytes;
    private final LongLines longLines;
    private final int mostCapacity;
    private ByteBuffer direct;
    private byte[] bytes;

    // one read
    private Generation generation;
    private LineConsumer out;
    private long base; // the file's offset of bytes[0]
    private int end;
    private int at;
    private long rangeFrom;
    private boolean insideLine;

    LineReader(int mostLineBytes, LongLines longLines) {
        this.mostLineBytes = mostLineBytes;
        this.longLines = longLines;
        this.mostCapacity = Math.addExact(mostLineBytes, Mark.WINDOW + 2);
        int capacity = Math.min(FIRST_CAPACITY, Math.max(mostCapacity, 2 * Mark.WINDOW));
        this.direct = ByteBuffer.allocateDirect(capacity);
        this.bytes = new byte[capacity];
        this.generation = new Generation("", Mark.START);
        this.out = new Nobody();
    }

    /// Reads once and hands over the whole lines.
    ///
    /// @param lastPartToo whether the bytes behind the last line end are a line as well: nobody will end it
    /// any more
    Progress read(LogBytes file, Generation source, LineConsumer consumer, boolean lastPartToo) throws IOException {
        generation = source;
        out = consumer;
        Mark start = source.read();
        int window = Mark.window(start.offset());
        base = start.offset() - window;
        end = fill(file);
        if (end < window || Mark.checksum(bytes, 0, window) != start.checksum()) {
            return Progress.TRUNCATED;
        }
        at = window;
        rangeFrom = start.offset();
        insideLine = start.insideLine();
        boolean room = lines(lastPartToo);
        boolean moved = base + at > start.offset();
        endRange();
        if (!source.isHeadKnown() && base == 0 && at >= Mark.WINDOW) {
            source.knowHead(Mark.checksum(bytes, 0, Mark.WINDOW));
        }
        if (!room) {
            return Progress.NO_ROOM;
        }
        if (!moved && end == bytes.length) {
            grow();
            return Progress.MOVED;
        }
        return end == bytes.length ? Progress.MOVED : Progress.AT_END;
    }

    private int fill(LogBytes file) throws IOException {
        direct.clear();
        int length = Math.max(0, file.read(direct, base));
        direct.flip();
        direct.get(bytes, 0, length);
        return length;
    }

    private void grow() {
        int capacity = (int) Math.min((long) bytes.length * GROWTH, mostCapacity);
        direct = ByteBuffer.allocateDirect(capacity);
        bytes = new byte[capacity];
    }

    /// @return false if the consumer had no room for all
    private boolean lines(boolean lastPartToo) {
        while (at < end) {
            skipHole();
            int lineEnd = Bytes.indexOf(bytes, at, end, (byte) '\n');
            if (lineEnd < 0) {
                return unended(lastPartToo);
            }
            if (!line(lineEnd)) {
                return false;
            }
            at = lineEnd + 1;
        }
        return true;
    }

    /// A writer that goes on at its old place after a truncation leaves a hole that reads as NUL bytes.
    private void skipHole() {
        if (!insideLine) {
            while (at < end && bytes[at] == 0) {
                at++;
            }
        }
    }

    private boolean line(int lineEnd) {
        if (insideLine) {
            insideLine = false; // the end of what was too long
            return true;
        }
        int length = lineEnd - at;
        if (!room(Math.min(length, mostLineBytes))) {
            return false;
        }
        if (length > mostLineBytes) {
            tooLong(length);
            return true;
        }
        int to = length > 0 && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        out.line(generation, bytes, at, to);
        return true;
    }

    private boolean unended(boolean lastPartToo) {
        if (insideLine) {
            at = end;
            return true;
        }
        int length = end - at;
        boolean over = length > mostLineBytes;
        if (at == end || !(over || (lastPartToo && end < bytes.length))) {
            return true;
        }
        if (!room(Math.min(length, mostLineBytes))) {
            return false;
        }
        if (over) {
            tooLong(length);
            insideLine = true;
        } else {
            out.line(generation, bytes, at, end);
        }
        at = end;
        return true;
    }

    private void tooLong(int length) {
        switch (longLines) {
            case TRUNCATE -> out.line(generation, bytes, at, at + mostLineBytes);
            case SKIP -> out.skippedLine(generation, length);
        }
    }

    private boolean room(int lineBytes) {
        if (out.hasRoom(lineBytes)) {
            return true;
        }
        endRange(); // what is in the batch so far goes its way
        return out.hasRoom(lineBytes);
    }

    private void endRange() {
        long offset = base + at;
        if (offset == rangeFrom) {
            return;
        }
        Mark mark = Mark.at(offset, bytes, at, insideLine);
        generation.readUpTo(mark);
        out.endRange(generation, rangeFrom, mark);
        rangeFrom = offset;
    }

    /// Stands in before the first read.
    private static final class Nobody implements LineConsumer {
        @Override
        public boolean hasRoom(int lineBytes) {
            return false;
        }

        @Override
        public void line(Generation generation, byte[] bytes, int from, int to) {}

        @Override
        public void skippedLine(Generation generation, long bytes) {}

        @Override
        public void endRange(Generation generation, long from, Mark to) {}
    }
}
