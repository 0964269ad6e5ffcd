package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Passes of one kind, each killed a stride of steps on the file system after the one before, until one reaches its
/// end;
/// with a stride of 1 that is each step there is. The next passes, on what is on disk, are killed at steps by chance.
/// Then
/// one that is left alive has to publish the right revision. Loaded by [KillPointLoader].
final class KilledAtEachStep implements Callable<Integer> {
    private static final int JUDGED_EACH = 40;
    private static final int KILLED_AGAIN = 8;
    private static final int AGAIN_WITHIN_STEPS = 100;

    private final Path directory;
    private final KillScenario scenario;
    private final int stride;
    private final Random random;
    private final KillScenario.Remotes remotes;
    private final Path root;
    private final Map<List<String>, Sync> syncs = new HashMap<>();
    private @Nullable WholeReader reader;
    private int kills;

    /// @param scenario a name, because the two loaders share no types of ours
    KilledAtEachStep(Path directory, String scenario, int stride, long seed) throws Exception {
        this.directory = directory;
        this.scenario = KillScenario.valueOf(scenario);
        this.stride = stride;
        this.random = new Random(seed);
        this.remotes = this.scenario.makeRemotes(directory);
        this.root = directory.resolve("root");
    }

    /// @return the number of kills
    @Override
    public Integer call() throws Exception {
        boolean damaged = scenario == KillScenario.DAMAGED_VOLUME;
        int wholePasses = damaged ? Damage.values().length : 1;
        try {
            int step = 1 + random.nextInt(stride);
            for (int round = 0; wholePasses > 0; round++, step += stride) {
                prepare(round);
                if (isKilled(step, round)) {
                    recover(round);
                } else {
                    wholePasses--;
                }
                check(round);
            }
        } finally {
            stopReading();
        }
        return kills;
    }

    private void prepare(int round) throws Exception {
        if (scenario == KillScenario.FIRST_SYNC) {
            stopReading();
            FileTrees.delete(root);
        } else if (round == 0) {
            passOf(round).live();
        }
        if (reader == null) {
            reader = new WholeReader(root.resolve("link"), KillScenario.FILES, scenario.morePaths());
        }
        remotes.advance();
        if (scenario == KillScenario.DAMAGED_VOLUME) {
            Damage[] all = Damage.values();
            all[round % all.length].on(root);
        }
    }

    private boolean isKilled(int step, int round) throws Exception {
        boolean killed = KillPoints.killsAt(step, passOf(round));
        if (killed) {
            kills++;
            // of a process that is gone the kernel holds no lock; this one still has it
            Files.deleteIfExists(root.resolve(".git/gc.pid"));
        }
        return killed;
    }

    private KillPoints.Life passOf(int round) throws IOException {
        List<String> options = scenario.options(directory, round);
        Sync sync = syncs.computeIfAbsent(
                options, _ -> Sync.of(remotes.site().url(), root, options.toArray(String[]::new)));
        return () -> sync.abandon().pass();
    }

    private void recover(int round) throws Exception {
        for (int i = 0; i < KILLED_AGAIN; i++) {
            isKilled(1 + random.nextInt(AGAIN_WITHIN_STEPS), round);
        }
        // what was damaged may take the pass after, too
        for (int tries = scenario == KillScenario.DAMAGED_VOLUME ? 3 : 0; ; tries--) {
            try {
                passOf(round).live();
                return;
            } catch (IOException e) {
                if (tries == 0) {
                    throw new AssertionError("after a kill in round " + round, e);
                }
            }
        }
    }

    private void check(int round) throws Exception {
        Path link = root.resolve("link");
        Path worktree = link.toRealPath();
        assertThat(worktree.getFileName())
                .as("round %d", round)
                .hasToString(remotes.site().currentHash());
        for (int file = 0; file < KillScenario.FILES; file++) {
            expectCurrent(worktree.resolve(Revisions.path(file)), round);
        }
        for (String path : scenario.morePaths()) {
            expectCurrent(worktree.resolve(path), round);
        }
        assertThat(worktree.resolve("left-out")).doesNotExist();
        assertThat(Leftovers.in(root)).as("round %d", round).isEmpty();
        assertThat(FileTrees.children(root.resolve(".git/objects/pack")))
                .as("round %d: garbage was collected", round)
                .hasSize(2);
        assertThat(FileTrees.children(worktree.resolve("..").normalize()))
                .as("round %d", round)
                .containsExactly(worktree);
        if (reader != null) {
            assertThat(reader.faults()).as("round %d", round).isEmpty();
        }
        if (round % JUDGED_EACH == 0 && scenario.isForGit()) {
            assertThat(Git.run(link, "status", "--porcelain", "--ignored"))
                    .as("round %d", round)
                    .isEmpty();
            assertThat(Git.run(link, "fsck", "--full")).doesNotContain("error", "missing", "broken");
        }
    }

    private void expectCurrent(Path file, int round) throws IOException {
        assertThat(Files.readString(file))
                .as("round %d, %s", round, file)
                .startsWith(remotes.site().current() + "\n");
    }

    private void stopReading() {
        if (reader != null) {
            reader.close();
            assertThat(reader.faults()).isEmpty();
            reader = null;
        }
    }
}
