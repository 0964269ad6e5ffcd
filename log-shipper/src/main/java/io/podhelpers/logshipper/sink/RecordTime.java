package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;

/// When a record's line was written: its field `timestamp`. A record without one is of the time that its batch was
/// first sent, and still of that time when the batch is sent again: receivers tell a copy by it. One thread.
final class RecordTime {
    static final byte[] TIMESTAMP = "timestamp".getBytes(US_ASCII);
    private static final long NANOS = 1_000_000_000L;

    private final InstantSource clock;
    private final RecordReader reader = new RecordReader();
    /// The last time as it was written, and its nanoseconds: a busy log has thousands with the same bytes.
    private byte[] raw = new byte[0];
    private long nanos;
    private long firstContent;
    private long firstOffset = -1;
    private long sentNanos;

    RecordTime(InstantSource clock) {
        this.clock = clock;
    }

    /// Begins a batch.
    void begin(Records records, int first) {
        if (records.content(first) != firstContent || records.offset(first) != firstOffset) {
            firstContent = records.content(first);
            firstOffset = records.offset(first);
            sentNanos = nanos(clock.instant());
        }
    }

    /// Nanoseconds since the epoch.
    long of(Records records, int record) {
        reader.open(records.bytes(), records.from(record), records.to(record));
        while (reader.next()) {
            if (reader.isKey(TIMESTAMP)) {
                return nanos(records.bytes(), reader.valueFrom(), reader.valueTo());
            }
        }
        return sentNanos;
    }

    /// Nanoseconds since the epoch of an ISO 8601 time; the batch's if it is none.
    long nanos(byte[] bytes, int from, int to) {
        if (Arrays.equals(bytes, from, to, raw, 0, raw.length)) {
            return nanos;
        }
        try {
            String text = new String(bytes, from, to - from, UTF_8);
            long parsed = nanos(OffsetDateTime.parse(text).toInstant());
            raw = Arrays.copyOfRange(bytes, from, to);
            nanos = parsed;
            return parsed;
        } catch (DateTimeException e) {
            return sentNanos;
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }

    /// When the batch was first sent.
    long sentNanos() {
        return sentNanos;
    }
}
