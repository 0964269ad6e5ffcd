package io.podhelpers.logshipper.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/// The life of one content of a log: from its first byte to the truncation or the end of the file that holds
/// it.
///
/// What was read and what was acknowledged are counted here and not at the file, since a content can move:
/// after
/// `copytruncate` its rest is read from the copy. Only touched by the follower's thread.
public final class Generation {
    private static final int MARKS_KEPT = 16;

    private final String log;
    private Mark read;
    private Mark acked;
    /// Checksum of the first [Mark#WINDOW] bytes, from the time that so many have been read.
    private int head;
    private boolean headKnown;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final TreeMap<Long, Range> ackedAhead = new TreeMap<>();

    /// A range that was acknowledged.
    record Range(long from, Mark to) {}

    /// @param log the path under which the content was first found, what records are shipped with
    Generation(String log, Mark start) {
        this.log = log;
        this.read = start;
        this.acked = start;
        marks.add(start);
    }

    /// A content whose first bytes are known by their checksum.
    Generation(String log, Mark start, int head) {
        this(log, start);
        knowHead(head);
    }

    public String log() {
        return log;
    }

    /// Where the next byte is read.
    public Mark read() {
        return read;
    }

    /// Everything before it has been delivered: what the checkpoint says.
    public Mark acked() {
        return acked;
    }

    public long inFlightBytes() {
        return read.offset() - acked.offset();
    }

    boolean isDelivered() {
        return read.offset() == acked.offset();
    }

    void readUpTo(Mark mark) {
        read = mark;
        marks.addLast(mark);
        if (marks.size() > MARKS_KEPT) {
            marks.removeFirst();
        }
    }

    /// Ranges may come in any order; the acknowledged place moves over those that touch it.
    public void acknowledge(long from, Mark to) {
        ackedAhead.put(from, new Range(from, to));
        Range next = ackedAhead.remove(acked.offset());
        while (next != null) {
            acked = next.to();
            next = ackedAhead.remove(acked.offset());
        }
    }

    void knowHead(int checksum) {
        head = checksum;
        headKnown = true;
    }

    boolean isHeadKnown() {
        return headKnown;
    }

    int head() {
        return head;
    }

    /// The places that were passed last, the furthest first.
    Iterable<Mark> marksFromFurthest() {
        return marks::descendingIterator;
    }
}
