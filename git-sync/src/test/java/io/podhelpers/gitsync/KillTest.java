package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed at random moments of its passes, its volume damaged in between, and started again: the
/// right revision is published each time, and a reader of the link never saw anything but whole revisions in their
/// order. By default it is killed 60 times, or as often as a busy machine manages in a minute; `-Dgitsync.kills=N`
/// sets how often (thousands for a night), `-Dgitsync.seconds=N` for how long at most, `-Dgitsync.seed=S` repeats the
/// choices of a run.
@SuppressWarnings("NullAway.Init") // set when the test begins
class KillTest {
    private static final int FILES = 30;
    private static final int USUAL_KILLS = 60;
    private static final int KILLS = Integer.getInteger("gitsync.kills", USUAL_KILLS);
    private static final long USUAL_SECONDS = KILLS == USUAL_KILLS ? 60 : TimeUnit.DAYS.toSeconds(1);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("gitsync.seconds", USUAL_SECONDS));
    private static final int JUDGED_EACH = 25;

    private final long seed = Long.getLong("gitsync.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    private Path root;
    private Revisions revisions;
    private QuickStart start;
    private List<String> arguments;
    private long nanosToPublish = TimeUnit.MILLISECONDS.toNanos(600);

    @Test
    void killedAtAnyMomentAndDamagedTheNextStartPublishesTheRightRevision() throws Exception {
        System.out.println("KillTest: -Dgitsync.seed=" + seed);
        root = directory.resolve("root");
        revisions = Revisions.make(directory, "repo", 20 * KILLS, FILES);
        arguments = List.of(
                "--repo=" + revisions.url(), "--root=" + root, "--link=link", "--period=10ms", "--max-failures=-1");
        start = QuickStart.prepare(
                directory,
                "--repo=" + revisions.url(),
                "--root=" + directory.resolve("training"),
                "--link=link",
                "--one-time");
        try (WholeReader reader = new WholeReader(root.resolve("link"), FILES)) {
            long began = System.nanoTime();
            boolean last = false;
            for (int kill = 1; !last; kill++) {
                boolean late = System.nanoTime() - began > NANOS;
                last = kill == KILLS || late;
                live();
                if (random.nextInt(3) == 0 && Files.isDirectory(root.resolve(".git"))) {
                    damage();
                }
                if (kill % JUDGED_EACH == 0 || last) {
                    judge(kill);
                    System.out.println("KillTest: killed " + kill + " times");
                    assertThat(reader.faults())
                            .as("kill %d, seed %d", kill, seed)
                            .isEmpty();
                }
            }
            Eventually.holds("the last revision is read", () -> reader.newest() == revisions.current());
        }
    }

    /// One life: half of them end before anything can be published, the others while revision follows revision.
    private void live() throws Exception {
        Process process = start();
        try {
            if (random.nextBoolean()) {
                awaitPublished(process);
                updateFor(TimeUnit.MILLISECONDS.toNanos(random.nextInt(120)));
            } else {
                updateFor((long) (nanosToPublish * (0.4 + 0.7 * random.nextDouble())));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(start.command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void updateFor(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            if (random.nextInt(4) == 0) {
                revisions.advance();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(20)));
        }
    }

    private void awaitPublished(Process process) throws Exception {
        long began = System.nanoTime();
        Eventually.holds("revision " + revisions.current() + ", seed " + seed + ": " + log(), () -> {
            assertThat(process.isAlive()).as("seed %d: %s", seed, log()).isTrue();
            return published().equals(revisions.currentHash());
        });
        nanosToPublish = (nanosToPublish * 3 + System.nanoTime() - began) / 4;
    }

    private String published() {
        try {
            return Files.readSymbolicLink(root.resolve("link")).getFileName().toString();
        } catch (IOException e) {
            return "";
        }
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private void damage() throws IOException {
        Damage[] all = Damage.values();
        try {
            all[random.nextInt(all.length)].on(root);
        } catch (FileSystemException e) {
            // the life before ended when that was not there, or left what an earlier damage made of it: damage enough
        }
    }

    /// git itself finds nothing to say after an undisturbed pass, and nothing was left behind.
    private void judge(int kill) throws Exception {
        revisions.advance();
        Process process = start();
        try {
            awaitPublished(process);
            Eventually.holds(
                    "seed " + seed + ": nothing is left behind",
                    () -> Leftovers.in(root).isEmpty());
        } finally {
            process.destroy();
            process.waitFor();
        }
        Path link = root.resolve("link");
        assertThat(Git.run(link, "status", "--porcelain", "--ignored"))
                .as("kill %d, seed %d", kill, seed)
                .isEmpty();
        assertThat(Git.run(link, "fsck", "--full"))
                .as("kill %d, seed %d", kill, seed)
                .doesNotContain("error", "missing", "broken");
        assertThat(Git.run(link, "rev-parse", "HEAD")).isEqualTo(revisions.currentHash());
    }
}
