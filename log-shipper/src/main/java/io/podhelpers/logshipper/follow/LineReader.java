package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.parse.RecordStarts.Start;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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
        /// It cannot be read before the next look at the directories has told its name.
        LATER,
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
    private final LineRules rules;
    private final Encoding encoding;
    private final int width;
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
    private @Nullable Start start;
    private boolean recordIsOver;
    private boolean recordWaits;

    LineReader(int mostLineBytes, LongLines longLines, LineRules rules) {
        this.mostLineBytes = mostLineBytes;
        this.longLines = longLines;
        this.rules = rules;
        this.encoding = rules.encoding();
        this.width = encoding.width();
        this.mostCapacity = Math.addExact(mostLineBytes, Mark.WINDOW + 4);
        int capacity = Math.min(FIRST_CAPACITY, Math.max(mostCapacity, 2 * Mark.WINDOW));
        this.direct = ByteBuffer.allocateDirect(capacity);
        this.bytes = new byte[capacity];
        this.generation = new Generation("", Identity.NOWHERE, Mark.START);
        this.out = LineConsumer.withoutRoom();
    }

    /// Reads once and hands over the whole lines.
    ///
    /// @param lastPartToo whether the bytes behind the last line end are a line as well: nobody will end it
    /// any more
    /// @param lastRecordToo whether the last record is whole: no line has come behind it for long enough
    Progress read(LogBytes file, Generation source, LineConsumer consumer, boolean lastPartToo, boolean lastRecordToo)
            throws IOException {
        begin(source, consumer, lastRecordToo);
        Mark from = source.read();
        int window = Mark.window(from.offset());
        base = from.offset() - window;
        end = fill(file);
        if (end < window || Mark.checksum(bytes, 0, window) != from.checksum() || !sameHead()) {
            return Progress.TRUNCATED;
        }
        at = window;
        rangeFrom = from.offset();
        insideLine = from.insideLine();
        source.nameBy(base, bytes, end);
        boolean room = lines(lastPartToo);
        boolean moved = base + at > from.offset();
        endRange();
        if (!room) {
            return Progress.NO_ROOM;
        }
        if (!moved && end == bytes.length) {
            grow();
            return Progress.MOVED;
        }
        return end == bytes.length ? Progress.MOVED : Progress.AT_END;
    }

    private void begin(Generation source, LineConsumer consumer, boolean lastRecordToo) {
        if (source != generation) {
            start = rules.starts().of(source.log()).orElse(null);
        }
        generation = source;
        out = consumer;
        recordIsOver = lastRecordToo;
        recordWaits = false;
    }

    /// Whether the last read left lines that are a record unless more of it comes.
    boolean leftRecord() {
        return recordWaits;
    }

    /// Whether the file begins as it did; at its beginning more of that is learned.
    private boolean sameHead() {
        if (base > 0) {
            return true;
        }
        if (!generation.head().opens(bytes, end)) {
            return false;
        }
        generation.knowHead(Head.of(bytes, end));
        return true;
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
            skipByteOrderMark();
            int lineEnd = encoding.lineEnd(bytes, at, end);
            if (lineEnd < 0) {
                return unended(lastPartToo);
            }
            int recordEnd = start == null || insideLine ? lineEnd : recordEnd(start, lineEnd);
            if (recordEnd < 0) {
                recordWaits = true;
                return true;
            }
            if (!line(recordEnd)) {
                return false;
            }
            at = recordEnd + width;
        }
        return true;
    }

    /// The end of the last line of the record whose first line ends there; -1 if that cannot be said yet.
    private int recordEnd(Start starts, int firstLineEnd) {
        int recordEnd = firstLineEnd;
        while (recordEnd - at <= mostLineBytes) {
            int next = recordEnd + width;
            int nextEnd = encoding.lineEnd(bytes, next, end);
            if (nextEnd < 0) {
                boolean allInSight = end == bytes.length && end == mostCapacity && at <= Mark.WINDOW;
                return recordIsOver || allInSight ? recordEnd : -1;
            }
            if (beginsRecord(starts, next, nextEnd) || nextEnd - at > mostLineBytes) {
                return recordEnd;
            }
            recordEnd = nextEnd;
        }
        return recordEnd;
    }

    private boolean beginsRecord(Start starts, int from, int to) {
        if (encoding.isPlain()) {
            return starts.isAt(bytes, from, to);
        }
        byte[] text = encoding.utf8(bytes, from, to);
        return starts.isAt(text, 0, text.length);
    }

    private void skipByteOrderMark() {
        if (base + at == 0) {
            at += encoding.markLength(bytes, at, end);
        }
    }

    /// A writer that goes on at its old place after a truncation leaves a hole that reads as NUL bytes.
    private void skipHole() {
        if (!insideLine) {
            while (at + width <= end && bytes[at] == 0 && bytes[at + width - 1] == 0) {
                at += width;
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
        boolean carriageReturn = length >= width && encoding.isAt(bytes, lineEnd - width, '\r');
        handOver(at, carriageReturn ? lineEnd - width : lineEnd);
        return true;
    }

    private void handOver(int from, int to) {
        if (encoding.isPlain()) {
            out.line(generation, base + from, bytes, from, to);
        } else {
            byte[] text = encoding.utf8(bytes, from, to);
            out.line(generation, base + from, text, 0, text.length);
        }
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
            handOver(at, end);
        }
        at = end;
        return true;
    }

    private void tooLong(int length) {
        switch (longLines) {
            case TRUNCATE -> handOver(at, at + mostLineBytes);
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
}
