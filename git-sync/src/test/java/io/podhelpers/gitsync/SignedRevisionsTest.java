package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.SyncPass.Outcome;
import io.podhelpers.gitsync.support.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--verify-signatures` in whole passes.
class SignedRevisionsTest {
    @TempDir
    Path directory;

    private Remote remote;
    private Path allowed;

    @BeforeEach
    void makeKey() throws Exception {
        assertThat(Commands.isInstalled("ssh-keygen")).isTrue();
        new Commands(directory).run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "ann");
        allowed = directory.resolve("allowed");
        Files.writeString(
                allowed, "*@example.com namespaces=\"git\" " + Files.readString(directory.resolve("ann.pub")));
        remote = Remote.empty(directory, "repo");
        Git.run(remote.work, "config", "gpg.format", "ssh");
        Git.run(
                remote.work,
                "config",
                "user.signingkey",
                directory.resolve("ann").toString());
    }

    @Test
    void aRevisionThatNobodySignedIsNotPublishedAndTheOldOneStays() throws Exception {
        String signed = signedCommit("one");
        try (Sync sync = sync("commit", "main")) {
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(signed));
            String unsigned = remote.commit("file", "two");
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessageStartingWith("cannot trust commit " + unsigned + ": ");
            assertThat(sync.read("file")).isEqualTo("one");
            assertThat(sync.restart().read("file")).isEqualTo("one");
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
            assertThat(sync.directoryOf(unsigned)).isEmpty();
            String again = signedCommit("three");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(again));
        }
    }

    @Test
    void aTagIsPublishedUnderTheNameThatWasSigned() throws Exception {
        String commit = remote.commit("file", "one");
        Git.run(remote.work, "tag", "-s", "-m", "release", "v1");
        Git.run(remote.work, "push", "-q", "origin", "v1");
        try (Sync sync = sync("tag", "v1")) {
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(commit));
            assertThat(sync.pass()).isEqualTo(new Outcome.Unchanged(commit));
        }
        Git.run(remote.bare, "update-ref", "refs/tags/v2", Git.run(remote.work, "rev-parse", "v1"));
        try (Sync sync = sync("tag", "v2")) {
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessage("cannot trust v2: its tag was signed as 'v1'");
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void whereTagsCountABranchIsNotPublished() throws Exception {
        signedCommit("one");
        try (Sync sync = sync("tag", "main")) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class).hasMessageContaining("no annotated tag");
            assertThat(Files.exists(sync.link)).isFalse();
        }
    }

    private String signedCommit(String content) {
        remote.write("file", content);
        Git.run(remote.work, "add", "-A");
        Git.run(remote.work, "commit", "-q", "-S", "-m", "signed");
        Git.run(remote.work, "push", "-q", "-f", "origin", "HEAD");
        return remote.head();
    }

    private Sync sync(String what, String ref) {
        return Sync.of(
                remote,
                directory.resolve("root"),
                "--verify-signatures",
                what,
                "--verify-allowed-signers-file",
                allowed.toString(),
                "--ref",
                ref);
    }
}
