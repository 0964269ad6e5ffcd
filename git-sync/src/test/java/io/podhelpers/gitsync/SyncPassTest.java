package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.SyncPass.Outcome;
import io.podhelpers.gitsync.support.SettableClock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncPassTest {
    @TempDir
    Path directory;

    @Test
    void publishesTheRemotesHeadWhateverItsBranchIsCalled() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Git.run(remote.work, "checkout", "-q", "-b", "trunk");
        String hash = remote.commit("file", "trunk");
        Git.run(remote.bare, "symbolic-ref", "HEAD", "refs/heads/trunk");

        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(hash));
            assertThat(sync.read("file")).isEqualTo("trunk");
            assertThat(sync.pass()).isEqualTo(new Outcome.Unchanged(hash));
        }
    }

    @Test
    void theLinkIsRelativeAndEndsInTheHash() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--link", "deep/down/link")) {
            sync.pass();
            assertThat(Files.readSymbolicLink(sync.link)).isEqualTo(Path.of("../../.worktrees/" + remote.head()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "heads/topic", "refs/heads/topic", "light", "annotated", "refs/tags/annotated"})
    void publishesBranchesAndTagsByAnyOfTheirNames(String ref) throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Git.run(remote.work, "checkout", "-q", "-b", "topic");
        String hash = remote.commit("file", "topic");
        Git.run(remote.work, "tag", "light");
        Git.run(remote.work, "tag", "-a", "-m", "a tag", "annotated");
        Git.run(remote.work, "push", "-q", "--tags", "origin");

        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--ref", ref)) {
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(hash));
            assertThat(sync.pass()).isEqualTo(new Outcome.Unchanged(hash));
            assertThat(sync.read("file")).isEqualTo("topic");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void publishesAHashThatNoRefPointsAt() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String old = remote.head();
        remote.commit("file", "two");
        remote.commit("file", "three");

        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--ref", old)) {
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(old));
            assertThat(sync.read("file")).isEqualTo("one");
            assertThat(sync.pass()).isEqualTo(new Outcome.Unchanged(old));
        }
    }

    @Test
    void saysWhichRefTheRemoteDoesNotHave() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--ref", "nowhere")) {
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("couldn't find remote ref nowhere");
        }
    }

    @Test
    void followsABranchForwardBackwardAndThroughAForcedPush() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String one = remote.head();
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            String two = remote.commit("file", "two");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(two));
            assertThat(sync.read("file")).isEqualTo("two");

            Git.run(remote.work, "reset", "-q", "--hard", one);
            Git.run(remote.work, "push", "-q", "-f", "origin", "HEAD");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(one));
            assertThat(sync.read("file")).isEqualTo("one");

            Git.run(remote.work, "checkout", "-q", "--orphan", "other");
            remote.write("new", "n");
            Git.run(remote.work, "add", "-A");
            Git.run(remote.work, "commit", "-q", "-m", "another history");
            Git.run(remote.work, "push", "-q", "-f", "origin", "other:main");
            sync.pass();
            assertThat(sync.read("new")).isEqualTo("n");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void aTagThatMovesIsFollowed() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Git.run(remote.work, "tag", "-a", "-m", "first", "live");
        Git.run(remote.work, "push", "-q", "--tags", "origin");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--ref", "live")) {
            sync.pass();
            String two = remote.commit("file", "two");
            Git.run(remote.work, "tag", "-f", "-a", "-m", "second", "live");
            Git.run(remote.work, "push", "-q", "-f", "--tags", "origin");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(two));
        }
    }

    @Test
    void gitFindsACleanLinkedWorktreeWithItsHistory() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.write("deep/er/script.sh", "#!/bin/sh\n")
                .write("ümläut/日本", "names")
                .write("empty", "");
        Files.createSymbolicLink(remote.work.resolve("symlink"), Path.of("deep/er"));
        Files.setPosixFilePermissions(
                remote.work.resolve("deep/er/script.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String hash = remote.commitAll();

        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--depth", "0")) {
            sync.pass();
            assertThat(sync.status()).isEmpty();
            assertThat(Git.run(sync.link, "rev-parse", "HEAD")).isEqualTo(hash);
            assertThat(Git.run(sync.link, "log", "--format=%H").lines()).hasSize(2);
            assertThat(Git.run(sync.link, "fsck", "--full", "--strict")).doesNotContain("error", "missing", "dangling");
            assertThat(Git.run(sync.root, "worktree", "list")).contains(hash);
            assertThat(Files.getPosixFilePermissions(sync.link.resolve("deep/er/script.sh")))
                    .contains(PosixFilePermission.OWNER_EXECUTE);
            assertThat(Files.readSymbolicLink(sync.link.resolve("symlink"))).isEqualTo(Path.of("deep/er"));
            assertThat(Files.readString(sync.link.resolve(".git"))).startsWith("gitdir: ../../.git/worktrees/");
        }
    }

    @Test
    void unchangedFilesKeepTheirModificationTimeThroughAnUpdate() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.commit("stays", "the same");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            FileTime stays = Files.getLastModifiedTime(sync.link.resolve("stays"));
            remote.commit("file", "two");
            sync.pass();
            assertThat(Files.getLastModifiedTime(sync.link.resolve("stays"))).isEqualTo(stays);
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void onlyThePublishedWorktreeIsLeftAfterAnUpdate() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            String one = remote.head();
            sync.pass();
            String two = remote.commit("file", "two");
            sync.pass();
            assertThat(sync.directoryOf(one)).isEmpty();
            assertThat(sync.directoryOf(two)).isPresent();
            assertThat(sync.root.resolve(".git/worktrees").resolve(one)).doesNotExist();
        }
    }

    @Test
    void anOldWorktreeIsKeptForTheTimeAskedFor() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--stale-worktree-timeout", "1h")) {
            String one = remote.head();
            sync.pass();
            remote.commit("file", "two");
            sync.pass();
            assertThat(sync.directoryOf(one)).isPresent();
            Files.setLastModifiedTime(
                    sync.directoryOf(one).get(), FileTime.from(Instant.now().minusSeconds(7200)));
            sync.pass();
            assertThat(sync.directoryOf(one)).isEmpty();
        }
    }

    @Test
    void aClockThatJumpsHindersNoUpdateAndKeepsNoOldWorktreeForEver() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        SettableClock clock = new SettableClock(Instant.now());
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--stale-worktree-timeout", "1h")
                .at(clock)) {
            List<String> hashes = new ArrayList<>();
            for (Duration jump : List.of(
                    Duration.ZERO,
                    Duration.ofDays(400),
                    Duration.ofDays(-800),
                    Duration.ofHours(2),
                    Duration.ofDays(400))) {
                clock.advance(jump);
                hashes.add(remote.commit("file", "after " + jump));
                sync.pass();
                assertThat(sync.published()).isEqualTo(remote.head());
                assertThat(sync.read("file")).isEqualTo("after " + jump);
                assertThat(sync.status()).isEmpty();
                clock.advance(jump.negated().dividedBy(2));
                sync.pass();
                assertThat(sync.published()).isEqualTo(remote.head());
            }
            clock.advance(Duration.ofDays(-3000));
            sync.restart().pass();
            sync.pass();
            clock.advance(Duration.ofMinutes(61));
            sync.pass();
            hashes.removeLast();
            assertThat(hashes).allMatch(hash -> sync.directoryOf(hash).isEmpty());
        }
    }

    @Test
    void depthMayChangeInBothDirectionsBetweenRestarts() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.commit("file", "two");
        remote.commit("file", "three");
        Path root = directory.resolve("root");
        for (int[] depthAndCommits : new int[][] {{1, 1}, {2, 2}, {0, 3}, {1, 1}, {3, 3}}) {
            try (Sync sync = Sync.of(remote, root, "--depth", "" + depthAndCommits[0])) {
                sync.pass();
                assertThat(Git.run(sync.link, "log", "--format=%H").lines()).hasSize(depthAndCommits[1]);
                assertThat(sync.status()).isEmpty();
            }
        }
    }

    @Test
    void aShallowRepositoryStaysAtItsDepthThroughUpdates() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--depth", "1")) {
            for (int i = 0; i < 5; i++) {
                remote.commit("file", "version " + i);
                sync.pass();
                assertThat(Git.run(sync.link, "log", "--format=%H").lines()).hasSize(1);
                assertThat(Git.run(sync.link, "fsck")).doesNotContain("error", "missing", "broken");
            }
            assertThat(Files.readAllLines(sync.root.resolve(".git/shallow"))).hasSize(1);
        }
    }

    @Test
    void theRootMayBeASymlinkHoldDotsAndLieInAnotherRepository() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path outer = Files.createDirectories(directory.resolve("outer"));
        Git.run(outer, "init", "-q");
        Files.createDirectories(outer.resolve("real"));
        Files.createSymbolicLink(outer.resolve("alias"), Path.of("real"));
        try (Sync sync = Sync.of(remote, outer.resolve("../outer/alias"))) {
            sync.pass();
            assertThat(outer.resolve("real/link/file")).hasContent("one");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void aRepositoryThatIsEmptyOrNotThereYetIsWaitedFor() throws Exception {
        Remote remote = Remote.empty(directory, "repo");
        try (Sync sync = Sync.of(remote, directory.resolve("root"));
                Sync later = Sync.of("file://" + directory.resolve("later.git"), directory.resolve("root2"))) {
            assertThatThrownBy(sync::pass).hasMessageContaining("couldn't find remote ref HEAD");
            assertThatThrownBy(later::pass).isInstanceOf(SyncException.class);
            remote.commit("file", "one");
            Remote.withOneCommit(directory, "later");
            assertThat(sync.pass()).isInstanceOf(Outcome.Published.class);
            assertThat(later.restart().pass()).isInstanceOf(Outcome.Published.class);
        }
    }

    @Test
    void anotherRefOrRepositoryAfterARestartIsAnOrdinaryUpdate() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Git.run(remote.work, "checkout", "-q", "-b", "topic");
        remote.commit("file", "topic");
        Remote other = Remote.withOneCommit(directory, "other");
        other.commit("file", "other");
        Path root = directory.resolve("root");
        try (Sync sync = Sync.of(remote, root)) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
        try (Sync sync = Sync.of(remote, root, "--ref", "topic")) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("topic");
        }
        try (Sync sync = Sync.of(other, root)) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("other");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void groupWriteMakesFilesAndDirectoriesWritableForTheGroup() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.commit("sub/file", "two");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--group-write")) {
            sync.pass();
            assertThat(Files.getPosixFilePermissions(sync.link.resolve("sub/file")))
                    .contains(PosixFilePermission.GROUP_WRITE);
            assertThat(Files.getPosixFilePermissions(sync.link.resolve("sub")))
                    .contains(PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void sparsePatternsDecideWhatIsCheckedOutAsGitWould() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.write("docs/a.md", "a")
                .write("docs/private/b.md", "b")
                .write("src/c", "c")
                .commitAll();
        Path patterns = Files.writeString(directory.resolve("sparse"), "/docs/\n!/docs/private/\n");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--sparse-checkout-file", patterns.toString())) {
            sync.pass();
            assertThat(sync.link.resolve("docs/a.md")).exists();
            assertThat(sync.link.resolve("docs/private")).doesNotExist();
            assertThat(sync.link.resolve("src")).doesNotExist();
            assertThat(sync.link.resolve("file")).doesNotExist();
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void aVetoOfTheGateKeepsTheOldRevisionAndSaysWhy() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.write("ok", "").commitAll();
        Path gate = script("gate.sh", "test -e ok || { echo no ok in $GITSYNC_HASH; exit 3; }");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--publish-gate-command", gate.toString())) {
            sync.pass();
            String good = sync.published();
            Files.delete(remote.work.resolve("ok"));
            String bad = remote.commitAll();
            assertThatThrownBy(sync::pass)
                    .hasMessageContaining("refuses revision " + bad)
                    .hasMessageContaining("no ok in " + bad);
            assertThat(sync.published()).isEqualTo(good);
            assertThat(sync.link.resolve("ok")).exists();
        }
    }

    @Test
    void aGateThatNeverAnswersIsEndedAndCountsAsAVeto() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path gate = script("gate.sh", "exec sleep 600");
        try (Sync sync = Sync.of(
                remote, directory.resolve("root"), "--publish-gate-command=" + gate, "--publish-gate-timeout=1s")) {
            assertThatThrownBy(sync::pass).hasMessageContaining("took longer than 1s");
            assertThat(sync.link).doesNotExist();
        }
    }

    private Path script(String name, String body) throws Exception {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    @Test
    void aDirectoryInTheWayOfTheLinkIsNeverEmptied() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path precious = Files.createDirectories(directory.resolve("root/link"));
        Files.writeString(precious.resolve("precious"), "x");
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            assertThatThrownBy(sync::pass).hasMessageContaining("--link");
            assertThat(precious.resolve("precious")).exists();
            Files.delete(precious.resolve("precious"));
            sync.pass();
            assertThat(Files.isSymbolicLink(sync.link)).isTrue();
            assertThat(Files.exists(sync.link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        }
    }
}
