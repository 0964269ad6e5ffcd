package io.podhelpers.logshipper.deliver;

import io.podhelpers.logshipper.follow.Generation;
import io.podhelpers.logshipper.follow.Mark;
import io.podhelpers.logshipper.sink.Records;
import java.util.ArrayList;
import java.util.List;

/// Records that are sent together, and the ranges of the logs that are delivered with them.
///
/// Owned by the follower's thread while it fills, by the courier's while it is sent, then by the follower's
/// again.
public final class Batch {
    /// A piece of a log, all of whose lines are in the batch or were filtered.
    record Range(Generation generation, long from, Mark to) {}

    private final Records records;
    private final List<Range> ranges = new ArrayList<>();
    private long openedNanos;
    private long sourceBytes;
    private boolean delivered;

    Batch(int mostBytes) {
        records = new Records(mostBytes);
    }

    void open(long nowNanos) {
        records.clear();
        ranges.clear();
        openedNanos = nowNanos;
        sourceBytes = 0;
        delivered = false;
    }

    public Records records() {
        return records;
    }

    long openedNanos() {
        return openedNanos;
    }

    void add(Range range, long bytes) {
        ranges.add(range);
        sourceBytes += bytes;
    }

    /// Bytes of the lines that these records were made of.
    long sourceBytes() {
        return sourceBytes;
    }

    public void delivered() {
        delivered = true;
    }

    /// The ranges may be forgotten at their source.
    void acknowledge() {
        if (delivered) {
            ranges.forEach(range -> range.generation().acknowledge(range.from(), range.to()));
        }
    }
}
