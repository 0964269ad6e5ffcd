package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.SyncPass.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever happens to the volume, the next pass puts it right, and nobody who reads through the link notices.
class HealTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damageBeforeAnUpdateIsMendedAndNoReaderNotices(Damage damage) throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            sync.restart();
            damage.on(sync.root);
            try (Reader reader = new Reader(sync.link.resolve("file"), "one", "two")) {
                String two = remote.commit("file", "two");
                passUntilPublished(sync, two);
                assertThat(reader.fault()).isNull();
            }
            assertThat(sync.read("file")).isEqualTo("two");
            assertThat(sync.status()).isEmpty();
            assertThat(Git.run(sync.link, "fsck", "--full")).doesNotContain("error", "missing", "broken");
            assertThat(leftovers(sync.root)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damageWithoutAnUpdateIsMendedToo(Damage damage) throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            sync.restart();
            damage.on(sync.root);
            try (Reader reader = new Reader(sync.link.resolve("file"), "one")) {
                passUntilPublished(sync, remote.head());
                assertThat(reader.fault()).isNull();
            }
            // what is damaged but not needed may stay damaged until something is fetched
            remote.commit("file", "two");
            passUntilPublished(sync, remote.head());
            assertThat(sync.status()).isEmpty();
        }
    }

    // a pass may fail on damage that it only meets on its way, and then mends it for the next one
    private static void passUntilPublished(Sync sync, String hash) throws Exception {
        for (int tries = 3; ; tries--) {
            try {
                assertThat(sync.pass().hash()).isEqualTo(hash);
                return;
            } catch (IOException e) {
                if (tries == 0) {
                    throw e;
                }
                sync.restart();
            }
        }
    }

    private static List<Path> leftovers(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches(".*(\\.lock|git-sync-tmp|\\.keep)|\\.(new|old)-.*|incoming_.*"))
                    .toList();
        }
    }

    /// Reads one file over and over and remembers anything but the contents that may be seen, in their order.
    private static final class Reader implements AutoCloseable {
        private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Reader(Path file, String... contents) {
            thread = Thread.ofPlatform().start(() -> {
                int at = 0;
                while (!stop.get()) {
                    String now = content(file);
                    while (at < contents.length && !contents[at].equals(now)) {
                        at++;
                    }
                    if (at == contents.length) {
                        fault.compareAndSet(null, "read: " + now);
                        return;
                    }
                }
            });
        }

        private static String content(Path file) {
            try {
                // a reader may look the link up just before it is swapped, and open the file just after
                try {
                    return Files.readString(file);
                } catch (NoSuchFileException e) {
                    return Files.readString(file);
                }
            } catch (IOException e) {
                return e.toString();
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Nullable
        String fault() {
            return fault.get();
        }

        @Override
        public void close() {
            stop.set(true);
            join(thread);
        }
    }

    @Test
    void editedDeletedAndReplacedFilesOfThePublishedRevisionAreWrittenAgainByTheNextPass() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.write("edited", "e")
                .write("deleted/down", "d")
                .write("directory", "f")
                .write("link", "l")
                .commitAll();
        Path outside = Files.writeString(directory.resolve("outside"), "outside");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            Files.writeString(sync.link.resolve("edited"), "E");
            FileTrees.delete(sync.link.toRealPath().resolve("deleted"));
            Files.delete(sync.link.resolve("directory"));
            Files.createDirectories(sync.link.resolve("directory/with/files"));
            Files.delete(sync.link.resolve("link"));
            Files.createSymbolicLink(sync.link.resolve("link"), outside);
            Files.writeString(sync.link.resolve("added"), "by a hook");

            assertThat(sync.pass()).isInstanceOf(Outcome.Unchanged.class);

            assertThat(sync.status()).isEqualTo("?? added");
            assertThat(sync.read("edited")).isEqualTo("e");
            assertThat(sync.read("deleted/down")).isEqualTo("d");
            assertThat(outside).hasContent("outside");
        }
    }

    @Test
    void anEditThatKeepsSizeAndTimeIsFoundAfterTheIndexIsGone() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            Path file = sync.link.resolve("file");
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, "eno");
            Files.setLastModifiedTime(file, time);
            FileTrees.delete(sync.root.resolve(".git/worktrees"));
            sync.restart().pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void aLinkThatIsGoneOrLeadsElsewhereIsPublishedAgain() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            Files.delete(sync.link);
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
            Files.delete(sync.link);
            Files.createSymbolicLink(sync.link, Path.of("elsewhere"));
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void aPublishedWorktreeThatIsGoneIsMadeAgain() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            FileTrees.delete(sync.root.resolve(".worktrees"));
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void aHistoryWhoseBoundaryIsGoneIsFetchedAgainInTheSamePass() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.commit("file", "two");
        Path root = directory.resolve("root");
        try (Sync sync = Sync.of(remote, root)) {
            sync.pass();
            Files.delete(root.resolve(".git/shallow"));
            remote.commit("file", "three");
            sync.restart().pass();
            assertThat(sync.read("file")).isEqualTo("three");
            assertThat(Git.run(sync.link, "fsck", "--full")).doesNotContain("error", "missing", "broken");
        }
    }

    @Test
    void theVolumeOfTheOriginalGitSyncIsTakenOver() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String one = remote.head();
        Path root = Files.createDirectories(directory.resolve("root"));
        Git.run(root, "init", "-q", "-b", "git-sync");
        Git.run(root, "remote", "add", "origin", remote.url());
        Git.run(root, "fetch", "-q", remote.url(), one, "--depth", "1");
        Git.run(root, "worktree", "add", "-q", "--force", "--detach", ".worktrees/" + one, one);
        Files.createSymbolicLink(root.resolve("link"), Path.of(".worktrees/" + one));
        try (Sync sync = Sync.of(remote, root);
                Reader reader = new Reader(root.resolve("link/file"), "one", "two")) {
            assertThat(sync.pass().hash()).isEqualTo(one);
            assertThat(sync.status()).isEmpty();
            remote.commit("file", "two");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");
            assertThat(sync.status()).isEmpty();
            assertThat(reader.fault()).isNull();
        }
    }

    @Test
    void aRemoteThatIsGoneChangesNothing() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            Files.move(remote.bare, directory.resolve("away"));
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
            assertThat(sync.read("file")).isEqualTo("one");
            Files.move(directory.resolve("away"), remote.bare);
            assertThat(sync.pass()).isInstanceOf(Outcome.Unchanged.class);
        }
    }
}
