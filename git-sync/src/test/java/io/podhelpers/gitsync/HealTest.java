package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.SyncPass.Outcome;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /// What can have happened between two starts.
    enum Damage {
        GIT_DELETED(root -> FileTrees.delete(root.resolve(".git"))),
        GIT_IS_A_FILE(root -> {
            FileTrees.delete(root.resolve(".git"));
            Files.writeString(root.resolve(".git"), "gitdir: elsewhere\n");
        }),
        HEAD_DELETED(root -> Files.delete(root.resolve(".git/HEAD"))),
        HEAD_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/HEAD"), "\0\0\0")),
        CONFIG_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/config"), "[core\nnonsense")),
        OBJECTS_DELETED(root -> FileTrees.delete(root.resolve(".git/objects"))),
        PACKS_TRUNCATED(root -> eachPack(root, file -> truncate(file, Files.size(file) / 2))),
        PACKS_EMPTY(root -> eachPack(root, file -> truncate(file, 0))),
        PACK_INDEXES_DELETED(root -> eachPack(root, file -> {
            if (file.toString().endsWith(".idx")) {
                Files.delete(file);
            }
        })),
        SHALLOW_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/shallow"), "not a hash\n")),
        REFS_ARE_GARBAGE(root -> {
            for (Path ref : FileTrees.children(root.resolve(".git/refs/git-sync"))) {
                Files.writeString(ref, "xxxx");
            }
        }),
        PACKED_REFS_ARE_GARBAGE(
                root -> Files.writeString(root.resolve(".git/packed-refs"), "%%%\nnonsense nonsense\n")),
        LOCKS_LEFT(root -> {
            for (String lock :
                    List.of("HEAD.lock", "index.lock", "shallow.lock", "packed-refs.lock", "config.lock", "gc.pid")) {
                Files.writeString(root.resolve(".git").resolve(lock), "");
            }
            for (Path ref : FileTrees.children(root.resolve(".git/refs/git-sync"))) {
                Files.writeString(ref.resolveSibling(ref.getFileName() + ".lock"), "");
            }
        }),
        WORKTREE_METADATA_DELETED(root -> FileTrees.delete(root.resolve(".git/worktrees"))),
        INDEX_IS_GARBAGE(root -> {
            for (Path worktree : FileTrees.children(root.resolve(".git/worktrees"))) {
                truncate(worktree.resolve("index"), 20);
                Files.writeString(worktree.resolve("index.lock"), "");
            }
        }),
        HALF_A_WORKTREE_LEFT(root -> {
            Path half = Files.createDirectories(root.resolve(".worktrees/.new-" + "1".repeat(40) + "/sub"));
            Files.writeString(half.resolve("file"), "x");
            Files.createDirectories(root.resolve(".worktrees/.old-" + "2".repeat(40)));
        }),
        TEMPORARY_LINK_LEFT(root -> Files.createSymbolicLink(root.resolve(".link.git-sync-tmp"), Path.of("nowhere"))),
        FOREIGN_WORKTREE_LEFT(root -> Files.createDirectories(root.resolve(".worktrees/foreign/stuff")));

        interface Act {
            void on(Path root) throws IOException;
        }

        @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing
        private final Act act;

        Damage(Act act) {
            this.act = act;
        }

        private static void eachPack(Path root, Act act) throws IOException {
            for (Path file : FileTrees.children(root.resolve(".git/objects/pack"))) {
                act.on(file);
            }
        }

        private static void truncate(Path file, long size) throws IOException {
            file.toFile().setWritable(true);
            try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void damageBeforeAnUpdateIsMendedAndNoReaderNotices(Damage damage) throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            sync.restart();
            damage.act.on(sync.root);
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
            damage.act.on(sync.root);
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
