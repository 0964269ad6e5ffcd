package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--exclude`, `--read-from` and `--ignore-older` leave alone, and when they no longer do.
final class FollowChoicesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path directory;

    private final List<String> lines = new ArrayList<>();
    private Path access;
    private Follower follower;

    @BeforeEach
    void start() throws IOException {
        access = directory.resolve("access.log");
        Files.writeString(access, "old\n");
        follower = follower(List.of(), false, Duration.ZERO);
    }

    @AfterEach
    void end() {
        follower.close();
    }

    private Follower follower(List<String> excludes, boolean fromEnd, Duration ignoreOlder) {
        FollowSettings settings = new FollowSettings(
                List.of(directory + "/*.log*"),
                excludes,
                fromEnd,
                ignoreOlder,
                1000,
                false,
                Duration.ofMinutes(1),
                new FollowSettings.Idle(Duration.ofMinutes(5), 64),
                LineRules.plain(),
                new FollowSettings.RemovedLimits(100, 10_000));
        return new Follower(settings, new Taking(), new Silent(), () -> NOW);
    }

    private final class Taking implements LineConsumer {
        @Override
        public boolean hasRoom(int lineBytes) {
            return true;
        }

        @Override
        public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
            lines.add(new String(bytes, from, to - from, UTF_8));
        }

        @Override
        public void skippedLine(Generation generation, long bytes) {}

        @Override
        public void endRange(Generation generation, long from, Mark to) {
            generation.acknowledge(from, to);
        }
    }

    private static final class Silent implements FileEvents {
        @Override
        public void rotated() {}

        @Override
        public void truncated() {}

        @Override
        public void lost(Loss cause, long bytes) {}
    }

    private void look() {
        follower.sweep();
        while (follower.read()) {
            // until there is nothing more
        }
    }

    @Test
    void fromTheEndOnlyWhatIsWrittenFromNowOnIsShippedAndNewLogsWhole() throws IOException {
        follower = follower(List.of(), true, Duration.ZERO);
        look();
        assertThat(lines).isEmpty();
        Files.writeString(access, "new\n", UTF_8, APPEND);
        Files.writeString(directory.resolve("error.log"), "first\n");
        look();

        assertThat(lines).containsExactlyInAnyOrder("new", "first");
    }

    @Test
    void fromTheEndACheckpointBeatsTheEnd() throws IOException {
        look();
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        Files.writeString(access, "written while it was stopped\n", UTF_8, APPEND);
        follower = follower(List.of(), true, Duration.ZERO);
        follower.restore(checkpoint);
        look();

        assertThat(lines).containsExactly("old", "written while it was stopped");
    }

    @Test
    void aLogThatIsTooOldIsLeftAloneUntilItIsWrittenAgain() throws IOException {
        follower = follower(List.of(), false, Duration.ofHours(1));
        Files.setLastModifiedTime(access, FileTime.from(NOW.minus(Duration.ofHours(2))));
        look();
        assertThat(lines).isEmpty();
        Files.writeString(access, "new\n", UTF_8, APPEND);
        Files.setLastModifiedTime(access, FileTime.from(NOW));
        look();

        assertThat(lines).containsExactly("old", "new");
    }

    @Test
    void whatIsExcludedIsNeverShipped() throws IOException {
        follower = follower(List.of(directory + "/debug.*"), false, Duration.ZERO);
        Files.writeString(directory.resolve("debug.log"), "secret\n");
        look();

        assertThat(lines).containsExactly("old");
    }
}
