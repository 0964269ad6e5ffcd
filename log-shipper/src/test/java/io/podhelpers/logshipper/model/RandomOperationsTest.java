package io.podhelpers.logshipper.model;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/// Thousands of random histories: write, half a line, rotate, copytruncate, compress, truncate, delete, kill, restart,
/// a
/// receiver that is busy, refuses lines and whose answers get lost, lines that a filter leaves out. `-Dmodel.seed=N`
/// runs one again and tells all of it, `-Dmodel.seeds=N` and
/// `-Dmodel.seconds=N` allow more of them, from `-Dmodel.from=N` on.
final class RandomOperationsTest {
    private static final int STEPS = 80;

    @TempDir
    private Path directory;

    @AfterAll
    static void logAgain() {
        Logging.configure(Level.INFO, LogFormat.LOGFMT);
    }

    @Test
    void everyLineWrittenIsShippedOnceOrAccountedForWhateverHappens() throws Exception {
        long one = Long.getLong("model.seed", -1);
        // thousands of rotations are no news, and thousands of losses neither: the model knows whether they were told
        Logging.configure(one >= 0 ? Level.DEBUG : Level.ERROR, LogFormat.LOGFMT);
        long first = one >= 0 ? one : Long.getLong("model.from", 0);
        long most = one >= 0 ? one + 1 : first + Integer.getInteger("model.seeds", 4000);
        AtomicLong next = new AtomicLong(first);
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("model.seconds", 60)).toNanos();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                runs.add(threads.submit(() -> {
                    for (long seed = next.getAndIncrement();
                            seed < most && System.nanoTime() < end;
                            seed = next.getAndIncrement()) {
                        run(seed);
                        done.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            System.out.println("random operations: " + done + " histories, seeds " + first + ".." + (next.get() - 1));
        }
    }

    /// What once went wrong, more often on a file system that gives a deleted file's inode to the next one.
    @ParameterizedTest
    @ValueSource(longs = {1175, 10_715, 13_060, 19_688, 40_357, 46_926})
    void whatOnceWentWrong(long seed) throws IOException {
        run(seed);
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
