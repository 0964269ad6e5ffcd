package io.podhelpers.gitsync;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Waits for a condition, generously: this may run on a slow machine.
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Eventually() {}

    /// git finds nothing broken in a repository that is in use. While it looks, packs may be replaced by another one
    /// and
    /// deleted; that is what it says then, and it is right only until it looks again.
    ///
    /// @param fsck what `git fsck` printed, standard error included, whatever its exit code
    static void isSound(Callable<String> fsck) throws Exception {
        String[] last = {""};
        try {
            holds("git fsck finds nothing", () -> {
                last[0] = fsck.call();
                return Stream.of("error", "missing", "broken", "fatal").noneMatch(last[0]::contains);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but: " + last[0], e);
        }
    }

    static void holds(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
