package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.support.SettableClock;
import io.podhelpers.runtime.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a repository says that it is ready.
class ReadinessTest {
    @TempDir
    Path directory;

    private final SettableClock clock = SettableClock.atNoon();

    @Test
    void aSuccessThatIsTooLongAgoIsNotReadyUntilTheNext() throws Exception {
        SyncedRepository repository = repository("--max-staleness=1m");
        assertThat(repository.staleness()).contains("not synced yet");
        repository.start();
        try {
            Eventually.holds("the first revision", repository::isSynced);
            clock.advance(Duration.ofSeconds(60));
            assertThat(repository.staleness()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(repository.staleness()).contains("last success 61s ago, --max-staleness 1m");
            repository.syncNow();
            Eventually.holds("the next success", () -> repository.staleness().isEmpty());
        } finally {
            repository.stop(Deadline.after(Duration.ofSeconds(30), InstantSource.system()));
        }
    }

    @Test
    void withoutALimitASuccessIsGoodForEver() throws Exception {
        SyncedRepository repository = repository();
        repository.start();
        try {
            Eventually.holds("the first revision", repository::isSynced);
            clock.advance(Duration.ofDays(1000));
            assertThat(repository.staleness()).isEmpty();
        } finally {
            repository.stop(Deadline.after(Duration.ofSeconds(30), InstantSource.system()));
        }
    }

    private SyncedRepository repository(String... more) {
        QuietSystemReader.install();
        Remote remote = Remote.withOneCommit(directory, "repo");
        String[] arguments = Stream.concat(
                        Stream.of("--repo=" + remote.url(), "--root=" + directory.resolve("root"), "--period=1h"),
                        Stream.of(more))
                .toArray(String[]::new);
        RepositoryConfig config = Sync.config(Map.of(), arguments);
        return new SyncedRepository(config, new ServiceMetrics(false).of(""), clock, _ -> {});
    }
}
