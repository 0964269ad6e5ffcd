package io.podhelpers.k8s.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// When which helper was kept from answering by a fault: what it did not answer then is explained.
final class Outages {
    private record Outage(String helper, Instant from, Instant to) {}

    private final List<Outage> outages = new CopyOnWriteArrayList<>();

    void add(String helper, Instant from, Instant to) {
        outages.add(new Outage(helper, from, to));
    }

    /// Whether a fault overlaps the time of a request; `grace` is what the helper may take to be back.
    boolean explain(String helper, Instant asked, Instant failed, Duration grace) {
        return outages.stream()
                .anyMatch(outage -> outage.helper().equals(helper)
                        && !outage.from().isAfter(failed)
                        && !outage.to().plus(grace).isBefore(asked));
    }
}
