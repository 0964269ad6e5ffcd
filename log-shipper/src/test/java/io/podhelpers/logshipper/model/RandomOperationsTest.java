package io.podhelpers.logshipper.model;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/// Thousands of random histories: write, half a line, rotate, copytruncate, truncate, delete, kill, restart, a
/// receiver
/// whose answers get lost. `-Dmodel.seed=N` runs one again, `-Dmodel.seeds=N` more of them.
final class RandomOperationsTest {
    private static final int STEPS = 80;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @AfterAll
    static void logAgain() {
        Logging.configure(Level.INFO, LogFormat.LOGFMT);
    }

    @Test
    void everyLineWrittenIsShippedOnceOrAccountedForWhateverHappens() throws IOException {
        Logging.configure(Level.ERROR, LogFormat.LOGFMT); // thousands of rotations are no news
        long one = Long.getLong("model.seed", -1);
        long[] seeds = one >= 0
                ? new long[] {one}
                : LongStream.range(0, Integer.getInteger("model.seeds", 4000)).toArray();
        long end = System.nanoTime() + LIMIT.toNanos();
        int done = 0;
        for (long seed : seeds) {
            if (System.nanoTime() > end) {
                break;
            }
            run(seed);
            done++;
        }
        System.out.println("random operations: " + done + " seeds, none lost a line");
    }

    private void run(long seed) throws IOException {
        ModelWorld world = new ModelWorld(seed, directory.resolve("seed-" + seed));
        try {
            world.live(STEPS);
            world.settle();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " (-Dmodel.seed=" + seed + "): " + e.getMessage(), e);
        } finally {
            world.close();
        }
    }
}
