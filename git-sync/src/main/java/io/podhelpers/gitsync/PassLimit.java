package io.podhelpers.gitsync;

import io.podhelpers.runtime.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/// How long the pass may still work: asked by JGit between objects and by the checkout between files. Any thread.
final class PassLimit extends EmptyProgressMonitor {
    private final Deadline deadline;
    private volatile boolean abandoned;

    PassLimit(Duration budget, InstantSource clock) {
        this.deadline = Deadline.after(budget, clock);
    }

    /// Ends the pass at its next question.
    void abandon() {
        abandoned = true;
    }

    @Override
    public boolean isCancelled() {
        return abandoned || deadline.isOver();
    }

    /// @throws SyncException if the time is up
    void check() throws SyncException {
        if (isCancelled()) {
            throw new SyncException(abandoned ? "the pass was abandoned" : "the pass took longer than --sync-timeout");
        }
    }

    /// How long the pass may still take.
    Duration remaining() {
        return deadline.remaining();
    }

    /// A bound for one wait on the network, in whole seconds as JGit takes it, at least 1.
    int seconds() {
        return Math.clamp(deadline.remaining().toSeconds() + 1, 1, Integer.MAX_VALUE / 1000);
    }
}
