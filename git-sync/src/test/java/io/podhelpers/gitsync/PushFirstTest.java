package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A push that comes during a pass does not wait for old revisions to be removed, but these do not stay for ever.
class PushFirstTest {
    private static final String URL = "https://git.example/team/site";
    private static final int MOST_POSTPONED = 3;

    @TempDir
    private Path directory;

    @Test
    void aWaitingPushGoesBeforeTidyingUpThreeTimesInARow() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        int port = FreePorts.next();
        try (Helper helper = Helper.start(
                directory,
                "--repo=" + remote.url(),
                "--root=" + directory.resolve("root"),
                "--link=link",
                "--period=1h",
                "--publish-gate-command=" + gate(),
                "--publish-gate-timeout=10m",
                "--push-listen=127.0.0.1:" + port,
                "--push-secret-file=" + Files.writeString(directory.resolve("secret"), "s3cret"),
                "--push-url=" + URL)) {
            List<String> hashes = new ArrayList<>(List.of(remote.head()));
            for (int i = 0; i <= MOST_POSTPONED + 1; i++) {
                String current = hashes.getLast();
                Eventually.holds(
                        "at the gate: " + helper.log(), () -> Files.exists(directory.resolve("at-" + current)));
                // the first pass left nothing to tidy up; from then on each left its predecessor
                assertThat(worktrees())
                        .as("pass %d", i)
                        .containsExactlyInAnyOrderElementsOf(
                                i <= MOST_POSTPONED ? hashes : hashes.subList(MOST_POSTPONED, hashes.size()));
                hashes.add(remote.commit("file", "revision " + i));
                assertThat(Pushes.tell(port, URL, "")).isEqualTo(202);
                Files.createFile(directory.resolve("go-" + current));
            }
        }
    }

    /// Tells which revision is at it, and lets it through when the test says so.
    private Path gate() throws Exception {
        Path script = Files.writeString(
                directory.resolve("gate.sh"),
                "#!/bin/sh\ntouch %1$s/at-$GITSYNC_HASH\nwhile ! test -e %1$s/go-$GITSYNC_HASH; do sleep 0.02; done\n"
                        .formatted(directory));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private List<String> worktrees() throws Exception {
        try (var entries = Files.list(directory.resolve("root/.worktrees"))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
