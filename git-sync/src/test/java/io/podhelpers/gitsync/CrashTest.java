package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Killed at any moment, started again: the right revision is published, and a reader never saw anything but whole
/// revisions in their order. `-Dgitsync.kills=N` sets how often the process is killed, `-Dgitsync.seed=S` repeats a
/// run.
class CrashTest {
    private static final int FILES = 40;
    private static final int KILLS = Integer.getInteger("gitsync.kills", 4);
    private static final int ABANDONED = Integer.getInteger("gitsync.abandoned", 100);

    @TempDir
    Path directory;

    private final long seed = Long.getLong("gitsync.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /// Every file of a revision holds its number: two numbers in one reading are a mixed revision.
    private static void write(Remote remote, int revision) {
        for (int i = 0; i < FILES; i++) {
            remote.write("d" + i % 5 + "/file" + i, revision + "\n" + (i % 2 == 0 ? "x".repeat(2000) : ""));
        }
        remote.write("stays", "the same");
        remote.commitAll();
    }

    @Test
    void killedAtAnyMomentTheNextStartPublishesTheRightRevision() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        write(remote, 0);
        Path root = directory.resolve("root");
        String[] arguments = {
            "--repo",
            remote.url(),
            "--root",
            root.toString(),
            "--link",
            "link",
            "--period",
            "10ms",
            "--max-failures",
            "-1"
        };
        int revision = 0;
        try (WholeReader reader = new WholeReader(root.resolve("link"))) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (Helper helper = Helper.start(directory, arguments)) {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(2000));
                    while (System.nanoTime() < end) {
                        write(remote, ++revision);
                    }
                    helper.kill();
                }
            }
            expectPublished(remote, root, revision, reader);
        }
    }

    @Test
    void abandonedAtAnyMomentTheNextPassPublishesTheRightRevision() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        write(remote, 0);
        Path root = directory.resolve("root");
        int revision = 0;
        try (WholeReader reader = new WholeReader(root.resolve("link"));
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
            assertThat(leftovers(root)).isEmpty();
            Eventually.holds(
                    "the reader saw the last revision",
                    () -> reader.newest() == revision || !reader.faults().isEmpty());
            assertThat(reader.faults()).as("seed %d", seed).isEmpty();
        }
    }

    private static List<Path> leftovers(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches(".*\\.lock|.*git-sync-tmp|\\.new-.*|\\.old-.*|incoming_.*"))
                    .toList();
        }
    }

    /// Reads all files of what the link leads to, over and over.
    private static final class WholeReader implements AutoCloseable {
        private final Path link;
        private final List<String> faults = new ArrayList<>(); // under this object's lock
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;
        private volatile int newest = -1;

        WholeReader(Path link) {
            this.link = link;
            this.thread = Thread.ofPlatform().start(this::work);
        }

        private void work() {
            boolean seen = false;
            while (!stop.get()) {
                Path target;
                try {
                    target = link.resolveSibling(Files.readSymbolicLink(link));
                    seen = true;
                } catch (IOException e) {
                    if (seen) {
                        add("no link: " + e);
                    }
                    continue;
                }
                read(target);
            }
        }

        private void read(Path target) {
            try {
                int revision = number(target, 0);
                for (int i = 1; i < FILES; i++) {
                    if (number(target, i) != revision) {
                        add("mixed: " + revision + " and " + number(target, i));
                    }
                }
                if (revision < newest) {
                    add("older: " + revision + " after " + newest);
                }
                newest = Math.max(newest, revision);
            } catch (IOException e) {
                // an old worktree goes away under its reader; a published one must not
                if (isStillPublished(target)) {
                    add("missing: " + e);
                }
            }
        }

        private boolean isStillPublished(Path target) {
            try {
                return link.resolveSibling(Files.readSymbolicLink(link)).equals(target);
            } catch (IOException e) {
                return true;
            }
        }

        private static int number(Path target, int file) throws IOException {
            String text = Files.readString(target.resolve("d" + file % 5 + "/file" + file));
            return Integer.parseInt(text.substring(0, text.indexOf('\n')));
        }

        private synchronized void add(String fault) {
            if (faults.size() < 10) {
                faults.add(fault);
            }
        }

        synchronized List<String> faults() {
            return List.copyOf(faults);
        }

        int newest() {
            return newest;
        }

        @Override
        public void close() {
            stop.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
