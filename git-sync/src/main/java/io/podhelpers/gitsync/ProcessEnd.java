package io.podhelpers.gitsync;

import java.util.function.IntConsumer;

/// Ends the process when enough repositories have reached their end: the first one that gives up, or with `--one-time`
/// the last one, with the worst of their exit codes. Any thread.
final class ProcessEnd {
    private final IntConsumer end;
    private int missing; // guarded by this object's lock
    private int worst; // guarded by this object's lock

    /// @param ends how many have to reach theirs
    ProcessEnd(int ends, IntConsumer end) {
        this.missing = ends;
        this.end = end;
    }

    synchronized void reached(int exitCode) {
        worst = Math.max(worst, exitCode);
        missing--;
        if (missing == 0) {
            end.accept(worst);
        }
    }
}
