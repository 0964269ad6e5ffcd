package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The life of one content of a log: from its first byte to the truncation or the end of the file that holds
/// it.
///
/// What was read and what was acknowledged are counted here and not at the file, since a content can move:
/// after
/// `copytruncate` its rest is read from the copy. Only touched by the follower's thread.
public final class Generation {
    private static final int MARKS_KEPT = 16;

    /// So many first bytes tell one content from the next of the same file.
    private static final int OPENING = 64;
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final String log;
    private final Identity identity;
    private long id;
    private final Mark start;
    private @Nullable Generation beginning;
    private Mark read;
    private Mark acked;
    private Head head = Head.UNKNOWN;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final TreeMap<Long, Range> ackedAhead = new TreeMap<>();

    /// A range that was acknowledged.
    record Range(long from, Mark to) {}

    /// @param log the path under which the content was first found, what records are shipped with
    /// @param identity the file that it was first found in
    Generation(String log, Identity identity, Mark start) {
        this.log = log;
        this.identity = identity;
        this.start = start;
        this.read = start;
        this.acked = start;
        marks.add(start);
    }

    /// A content that a checkpoint knows.
    ///
    /// @param id what [#id] was, 0 if nobody asked
    Generation(String log, Identity identity, Mark start, long id) {
        this(log, identity, start);
        this.id = id;
    }

    /// A content whose beginning is shipped from elsewhere: from a compressed copy.
    static Generation behind(Generation beginning, String log, Identity identity, Mark start) {
        Generation rest = new Generation(log, identity, start);
        rest.beginning = beginning;
        return rest;
    }

    /// Whether the checkpoint may say that all before [#acked] is delivered. If not, it must not know of this content:
    /// the next start would take for shipped what is under way elsewhere.
    boolean isDeliveredFromItsStart() {
        Generation before = beginning;
        if (before != null && before.acked().offset() >= start.offset()) {
            beginning = null;
            return true;
        }
        return before == null;
    }

    /// Tells this content from all others of this machine, the same after a restart: a receiver that knows
    /// `id` and offset of a line knows the line again. 0 before the first line was read.
    public long id() {
        return id;
    }

    /// Makes the id, of the file and its first bytes (up to a line end): it can be made again should the
    /// checkpoint be lost. A content that is not read from its beginning is known by the bytes before.
    ///
    /// @param base where in the content the bytes begin
    void nameBy(long base, byte[] bytes, int end) {
        if (id != 0 || end == 0) {
            return;
        }
        long hash = mix(mix(mix(FNV_START, identity.device()), identity.inode()), base);
        int most = Math.min(end, OPENING);
        for (int i = 0; i < most && bytes[i] != '\n'; i++) {
            hash = mix(hash, bytes[i]);
        }
        id = hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * FNV_PRIME;
        return mixed ^ (mixed >>> 32);
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

    /// What the checkpoint says of it.
    Checkpoint.Entry entry(Identity holder, long size) {
        return new Checkpoint.Entry(log, holder, id, acked, head, size);
    }

    void knowHead(Head known) {
        head = known;
    }

    Head head() {
        return head;
    }

    /// Whether a file holds this content, as far as that place.
    boolean isIn(LogBytes file, Mark mark) throws IOException {
        boolean coveredByMark = mark.offset() > 0 && mark.offset() <= Mark.WINDOW; // its checksum is of all bytes
        return mark.isIn(file) && (coveredByMark || head.isIn(file));
    }

    /// The places that were passed last, the furthest first.
    Iterable<Mark> marksFromFurthest() {
        return marks::descendingIterator;
    }
}
