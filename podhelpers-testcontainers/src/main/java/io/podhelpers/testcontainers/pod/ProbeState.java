package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Probe;
import java.time.Instant;

/// What a probe's answers so far come to: a verdict changes only after a threshold of equal answers in a row.
///
/// Knows no clock and no network: it is told what happened when.
final class ProbeState {
    /// What is known of the container.
    enum Verdict {
        UNDECIDED,
        GOOD,
        BAD
    }

    private final Probe probe;
    private final Verdict initially;
    private Instant nextAt = Instant.MIN;
    private Verdict verdict;
    private int goodInARow;
    private int badInARow;

    ProbeState(Probe probe, Verdict initially) {
        this.probe = probe;
        this.initially = initially;
        this.verdict = initially;
    }

    /// The container (re)started: everything known is forgotten.
    void containerStarted(Instant at) {
        nextAt = at.plus(probe.initialDelay());
        verdict = initially;
        goodInARow = 0;
        badInARow = 0;
    }

    boolean due(Instant now) {
        return !now.isBefore(nextAt);
    }

    Verdict observe(Instant now, boolean good) {
        nextAt = now.plus(probe.period());
        goodInARow = good ? goodInARow + 1 : 0;
        badInARow = good ? 0 : badInARow + 1;
        if (goodInARow >= probe.successThreshold()) {
            verdict = Verdict.GOOD;
        } else if (badInARow >= probe.failureThreshold()) {
            verdict = Verdict.BAD;
        }
        return verdict;
    }

    Verdict verdict() {
        return verdict;
    }

    Probe probe() {
        return probe;
    }
}
