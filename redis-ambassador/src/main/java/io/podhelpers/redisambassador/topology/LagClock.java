package io.podhelpers.redisambassador.topology;

import java.time.Duration;
import java.util.ArrayDeque;

/// How long ago the primary was where a replica is now: replication offsets turned into time. One thread.
final class LagClock {
    private static final int MOST_SAMPLES = 1024;

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private String replicationId = "";

    private record Sample(long nanos, long offset) {}

    /// The primary was at this offset.
    void primaryAt(String history, long offset, long nanos) {
        if (!history.equals(replicationId)) {
            samples.clear();
            replicationId = history;
        }
        if (!samples.isEmpty() && samples.getLast().offset == offset) {
            return;
        }
        if (samples.size() == MOST_SAMPLES) {
            samples.removeFirst(); // a replica that far behind is told a lag that is too small, and is out anyway
        }
        samples.addLast(new Sample(nanos, offset));
    }

    /// For how long a replica at this offset has been behind; zero if it is level with the last sample.
    Duration behind(long offset, long now) {
        for (Sample sample : samples) {
            if (sample.offset > offset) {
                return Duration.ofNanos(Math.max(0, now - sample.nanos));
            }
        }
        return Duration.ZERO;
    }

    /// Forgets what no replica needs any more.
    void everybodyReached(long offset) {
        while (samples.size() > 1 && samples.getFirst().offset <= offset) {
            samples.removeFirst();
        }
    }
}
