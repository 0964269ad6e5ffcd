package io.podhelpers.gitsync;

import java.util.concurrent.atomic.AtomicInteger;

/// Where [KillPointLoader] has the stations and JGit ask before each step on the file system whether they are still
/// alive. From the chosen step on no thread gets anything more onto the disk, as if the process had been killed.
///
/// Static and public, because it is called from the middle of other people's methods; each loader has one of its own.
public final class KillPoints {
    private static final AtomicInteger steps = new AtomicInteger();
    private static volatile int fatalStep;

    private KillPoints() {}

    /// Nobody catches it, and what a `finally` block wants to do to the disk meets it again.
    @SuppressWarnings("serial") // thrown within one process
    static final class Killed extends Error {
        Killed() {
            super("killed", null, false, false);
        }
    }

    @FunctionalInterface
    interface Life {
        void live() throws Exception;
    }

    /// Lives until the given step, counted from 1, which is not taken.
    ///
    /// @return whether it came that far
    static boolean killsAt(int step, Life life) throws Exception {
        steps.set(0);
        fatalStep = step;
        try {
            life.live();
        } catch (Exception | Killed e) {
            if (steps.get() < step) {
                throw e;
            }
        } finally {
            fatalStep = 0;
        }
        return steps.get() >= step;
    }

    /// Called before each step.
    @SuppressWarnings("unused") // by instrumented code
    public static void reached() {
        int fatal = fatalStep;
        boolean server = Thread.currentThread().getName().equals("JGit-Upload-Pack");
        if (fatal > 0 && !server && steps.incrementAndGet() >= fatal) {
            throw new Killed();
        }
    }
}
