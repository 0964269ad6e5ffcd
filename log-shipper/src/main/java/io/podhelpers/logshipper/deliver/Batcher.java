package io.podhelpers.logshipper.deliver;

import io.podhelpers.logshipper.follow.Generation;
import io.podhelpers.logshipper.follow.Mark;
import io.podhelpers.logshipper.sink.Records;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Fills batches from a pool and sends each off when it is full or old enough. With the pool empty there is no
/// room,
/// and reading stops. Only touched by the follower's thread.
public final class Batcher {
    private final BatchSettings settings;
    private final Consumer<Batch> full;
    private final LongSupplier nanos;
    private final Deque<Batch> free = new ArrayDeque<>();
    private @Nullable Batch open;
    private boolean rangeOpen;

    /// @param full takes what is to be sent; it must not block
    public Batcher(BatchSettings settings, Consumer<Batch> full, LongSupplier nanos) {
        this.settings = settings;
        this.full = full;
        this.nanos = nanos;
        for (int i = 0; i < settings.pool(); i++) {
            free.add(new Batch(settings.mostBytes()));
        }
    }

    /// Whether a line of that length can be added now. When the batch is full in the middle of a range, the
    /// answer is
    /// no until the range has ended.
    boolean hasRoom(int lineBytes) {
        Batch batch = open;
        if (batch != null && isFull(batch.records(), lineBytes)) {
            if (rangeOpen) {
                return false;
            }
            sendOff(batch);
        }
        return batch() != null;
    }

    private boolean isFull(Records records, int lineBytes) {
        return records.count() >= settings.mostRecords()
                || (records.count() > 0 && records.length() + lineBytes > settings.mostBytes());
    }

    private @Nullable Batch batch() {
        Batch batch = open;
        if (batch == null) {
            batch = free.poll();
            if (batch != null) {
                batch.open(nanos.getAsLong());
            }
            open = batch;
        }
        return batch;
    }

    /// Where the next record is written; only after [#hasRoom].
    Records records() {
        Batch batch = open;
        if (batch == null) {
            throw new IllegalStateException("no batch is open (expected: hasRoom was asked)");
        }
        rangeOpen = true;
        return batch.records();
    }

    void endRange(Generation generation, long from, Mark to) {
        rangeOpen = false;
        Batch batch = open;
        if (batch == null) {
            generation.acknowledge(from, to); // nothing in it was to be shipped
        } else {
            batch.add(new Batch.Range(generation, from, to), to.offset() - from);
        }
    }

    /// Sends the open batch off if its time has come.
    ///
    /// @param atOnce whether it has, however young it is
    public void flushIfDue(boolean atOnce) {
        Batch batch = open;
        if (batch != null && (atOnce || nanos.getAsLong() >= dueNanos(batch))) {
            sendOff(batch);
        }
    }

    /// How long until [#flushIfDue] has something to do; [Long#MAX_VALUE] if nothing waits.
    public long nanosUntilDue() {
        Batch batch = open;
        return batch == null ? Long.MAX_VALUE : Math.max(0, dueNanos(batch) - nanos.getAsLong());
    }

    private long dueNanos(Batch batch) {
        return batch.openedNanos() + settings.linger().toNanos();
    }

    private void sendOff(Batch batch) {
        open = null;
        full.accept(batch);
    }

    /// A batch that was sent, or given up, comes back.
    public void recycle(Batch batch) {
        batch.acknowledge();
        free.add(batch);
    }

    /// Whether every batch is back.
    public boolean isIdle() {
        return free.size() == settings.pool();
    }
}
