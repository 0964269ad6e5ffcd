package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Abandoned at any moment within one JVM, which tries more moments than killing a process can: the next pass publishes
/// the right revision, and a reader never saw anything but whole revisions in their order. `-Dgitsync.abandoned=N` sets
/// how often, `-Dgitsync.seed=S` repeats a run.
class CrashTest {
    private static final int FILES = 40;
    private static final int ABANDONED = Integer.getInteger("gitsync.abandoned", 100);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("gitsync.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /// Every file of a revision holds its number: two numbers in one reading are a mixed revision.
    private static void write(Remote remote, int revision) {
        for (int i = 0; i < FILES; i++) {
            remote.write(Revisions.path(i), revision + "\n" + (i % 2 == 0 ? "x".repeat(2000) : ""));
        }
        remote.write("stays", "the same");
        remote.commitAll();
    }

    @Test
    void abandonedAtAnyMomentTheNextPassPublishesTheRightRevision() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        write(remote, 0);
        Path root = directory.resolve("root");
        int revision = 0;
        try (WholeReader reader = new WholeReader(root.resolve("link"), FILES);
                Sync sync = Sync.of(remote, root)) {
            for (int i = 0; i < ABANDONED; i++) {
                if (i % 5 == 0) {
                    write(remote, ++revision);
                }
                abandonAfter(sync, random.nextInt(40));
                sync.restart();
            }
            expectPublished(remote, root, revision, reader);
        }
    }

    private static void abandonAfter(Sync sync, int millis) throws Exception {
        Thread pass = Thread.ofVirtual().start(() -> {
            try {
                sync.pass();
            } catch (IOException | InterruptedException | RuntimeException e) {
                // it was interrupted: what counts is what it left behind
                Thread.currentThread().interrupt();
            }
        });
        pass.join(millis + 1L);
        pass.interrupt();
        pass.join();
    }

    private void expectPublished(Remote remote, Path root, int revision, WholeReader reader) throws Exception {
        try (Sync sync = Sync.of(remote, root)) {
            sync.pass();
            assertThat(sync.published()).as("seed %d", seed).isEqualTo(remote.head());
            assertThat(sync.status()).isEmpty();
            assertThat(Git.run(sync.link, "fsck", "--full")).doesNotContain("error", "missing", "broken");
            assertThat(Leftovers.in(root)).isEmpty();
            Eventually.holds(
                    "the reader saw the last revision",
                    () -> reader.newest() == revision || !reader.faults().isEmpty());
            assertThat(reader.faults()).as("seed %d", seed).isEmpty();
        }
    }
}
