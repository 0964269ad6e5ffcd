package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.support.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files that tell other containers of passes: `--touch-file` and `--error-file`.
class FilesBesideTest {
    @TempDir
    Path directory;

    private Path named(String option, String value) {
        RepositoryConfig config = Sync.config(Map.of(), "--repo=x", "--root=" + directory, option + "=" + value);
        LayoutConfig layout = config.layout();
        return Objects.requireNonNull(option.equals("--touch-file") ? layout.touchFile() : layout.errorFile());
    }

    @Test
    void theTouchFileGetsTheTimeOfEachUpdateAndKeepsItsContent() throws Exception {
        SettableClock clock = SettableClock.atNoon();
        Path file = named("--touch-file", "sub/touched");
        assertThat(file).isEqualTo(directory.resolve("sub/touched"));
        TouchFile touch = new TouchFile(file, clock);
        touch.touch();
        assertThat(file).exists();
        Files.writeString(file, "mine");
        clock.advance(Duration.ofDays(1));
        touch.touch();
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(clock.instant());
        assertThat(file).hasContent("mine");
    }

    @Test
    void theErrorFileHasTheLastFailureWholeAndGoesOnSuccess() throws Exception {
        Path elsewhere = directory.resolve("elsewhere/error.json");
        Path file = named("--error-file", elsewhere.toString());
        assertThat(file).isEqualTo(elsewhere);
        ErrorFile errors = new ErrorFile(file);
        errors.remove();
        errors.write("m", "first", Map.of());
        errors.write("m", "a \"quoted\" word", Map.of("failCount", "2"));
        assertThat(Files.readString(file))
                .isEqualTo("{\"Msg\":\"m\",\"Err\":\"a \\\"quoted\\\" word\",\"Args\":{\"failCount\":\"2\"}}\n");
        try (Stream<Path> beside = Files.list(file.resolveSibling(""))) {
            assertThat(beside).as("nothing half written is left").containsExactly(file);
        }
        errors.remove();
        assertThat(file).doesNotExist();
    }
}
