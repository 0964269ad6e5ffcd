package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.deliver.LineCounts;
import io.podhelpers.logshipper.follow.FileEvents;
import java.time.Duration;

/// The books of one shipper's life, as its metrics are.
///
/// Written by whoever's turn it is: the world waits while the courier works.
final class ModelCounts implements LineCounts, FileEvents {
    long read;
    long filtered;
    long shipped;
    long deadLettered;
    long lostLines;
    long lostBytes;

    /// Lines that were read and of which nothing is said yet.
    long inFlight() {
        return read - shipped - filtered - deadLettered - lostLines;
    }

    @Override
    public void read(long lines, long bytes) {
        read += lines;
    }

    @Override
    public void filtered(long lines) {
        filtered += lines;
    }

    @Override
    public void unparsed(String parser, long lines) {}

    @Override
    public void shipped(long lines, long bytes) {
        shipped += lines;
    }

    @Override
    public void deadLettered(long lines) {
        deadLettered += lines;
    }

    @Override
    public void lost(LineCounts.Loss cause, long lines) {
        lostLines += lines;
    }

    @Override
    public void retried() {}

    @Override
    public void batch(Duration took) {}

    @Override
    public void rotated() {}

    @Override
    public void truncated() {}

    @Override
    public void lost(FileEvents.Loss cause, long bytes) {
        lostBytes += bytes;
    }

    @Override
    public String toString() {
        return "read " + read + ", shipped " + shipped + ", filtered " + filtered + ", dead letters " + deadLettered
                + ", lost " + lostLines;
    }
}
