package io.podhelpers.gitsync.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.support.Commands;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commits and tags that the installed git and ssh-keygen signed.
final class SshSignaturesTest {
    @TempDir
    private Path folder;

    private Commands commands;
    private Repository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        assertThat(Commands.isInstalled("git") && Commands.isInstalled("ssh-keygen"))
                .as("git and ssh-keygen are installed")
                .isTrue();
        commands = new Commands(folder).with("GIT_COMMITTER_DATE", "2026-03-01T12:00:00Z");
        commands.run("git", "init", "-q", "-b", "main", ".");
        commands.run("git", "config", "gpg.format", "ssh");
        repository = new FileRepositoryBuilder()
                .setGitDir(folder.resolve(".git").toFile())
                .build();
    }

    @AfterEach
    void close() {
        repository.close();
    }

    @ParameterizedTest
    @CsvSource({"ed25519, 256", "ecdsa, 256", "ecdsa, 384", "ecdsa, 521", "rsa, 2048", "rsa, 4096"})
    void aCommitSignedByAnAllowedKeyOfAnyTypePasses(String type, String bits) throws Exception {
        String key = key("ann", type, bits);
        String commit = signedCommit("ann");
        allow("ann@example.com " + key);
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
    }

    @Test
    void aCommitWithoutASignatureIsRefused() throws Exception {
        allow("ann@example.com " + key("ann"));
        String commit = commit();
        assertThatThrownBy(checking(SignedObject.COMMIT, commit))
                .isInstanceOf(UntrustedRevisionException.class)
                .hasMessage("cannot trust commit " + commit + ": not signed, or not in a form that can be checked");
    }

    @Test
    void aCommitSignedByAnotherKeyIsRefused() throws Exception {
        allow("ann@example.com " + key("ann"));
        key("eve");
        String commit = signedCommit("eve");
        assertRefused(checking(SignedObject.COMMIT, commit));
    }

    @Test
    void aCommitChangedAfterItWasSignedIsRefused() throws Exception {
        allow("ann@example.com " + key("ann"));
        String commit = signedCommit("ann");
        String changed = commands.run("git", "cat-file", "commit", commit).replace("a change", "another");
        assertRefused(checking(SignedObject.COMMIT, written("commit", changed)));
    }

    @Test
    void aSignatureTakenFromAnotherCommitIsRefused() throws Exception {
        allow("ann@example.com " + key("ann"));
        String signed = commands.run("git", "cat-file", "commit", signedCommit("ann"));
        String signature = signed.substring(signed.indexOf("gpgsig "), signed.indexOf("\n\n") + 1);
        String other =
                commands.run("git", "cat-file", "commit", commit()).replaceFirst("\n\n", "\n" + signature + "\n");
        assertRefused(checking(SignedObject.COMMIT, written("commit", other)));
    }

    @Test
    void aSignatureMadeForAnotherPurposeIsRefused() throws Exception {
        allow("ann@example.com " + key("ann"));
        String plain = commands.run("git", "cat-file", "commit", commit());
        Files.writeString(folder.resolve("payload"), plain);
        commands.run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", "ann", "payload");
        String signature =
                Files.readString(folder.resolve("payload.sig")).strip().replace("\n", "\n ");
        String forged = plain.replaceFirst("\n\n", "\ngpgsig " + signature + "\n\n");
        assertRefused(checking(SignedObject.COMMIT, written("commit", forged)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "namespaces=\"git\"|true",
                "namespaces=\"file,git\"|true",
                "namespaces=\"g*\"|true",
                "namespaces=\"file\"|false",
                "namespaces=\"!git,*\"|false",
                "NAMESPACES=\"git\"|true",
                "cert-authority|false",
                "no-such-option|false",
                "valid-after=\"202603011159Z\"|true",
                "valid-after=\"20260301120001Z\"|false",
                "valid-after=\"tomorrow\"|false",
                "valid-after=\"20260101\"|true",
                "valid-after=\"20260401\"|false",
                "valid-before=\"20260401\"|true",
                "valid-before=\"20260101\"|false",
                "valid-after=\"20260101\",valid-before=\"20260401\",namespaces=\"git\"|true"
            })
    void theFilesOptionsNarrowWhatAKeyMaySign(String options, boolean passes) throws Exception {
        allow("*@example.com " + options + " " + key("ann"));
        String commit = signedCommit("ann");
        if (passes) {
            assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
        } else {
            assertRefused(checking(SignedObject.COMMIT, commit));
        }
    }

    @Test
    void commentsAndOtherKeysInTheFileDoNotMatter() throws Exception {
        allow("# people\n\neve@example.com " + key("eve") + "\nann@example.com,bob@example.com " + key("ann")
                + " laptop\n");
        assertThatCode(checking(SignedObject.COMMIT, signedCommit("ann"))).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatAnAuthorityOfTheFileCertifiedPasses() throws Exception {
        String authority = key("ca");
        key("ann");
        commands.run(
                "ssh-keygen",
                "-q",
                "-s",
                "ca",
                "-I",
                "ann",
                "-n",
                "ann@example.com",
                "-V",
                "20260101:20270101",
                "ann.pub");
        commands.run(
                "git",
                "config",
                "user.signingkey",
                folder.resolve("ann-cert.pub").toString());
        commands.run("git", "commit", "-q", "-S", "--allow-empty", "-m", "a change");
        allow("*@example.com cert-authority,namespaces=\"git\" " + authority);
        assertThatCode(checking(SignedObject.COMMIT, head())).doesNotThrowAnyException();
        allow("*@example.com " + authority);
        assertRefused(checking(SignedObject.COMMIT, head()));
    }

    @Test
    void aKeyTakenOutOfTheFileIsRefusedFromThenOn() throws Exception {
        allow("ann@example.com " + key("ann"));
        String commit = signedCommit("ann");
        SignaturePolicy policy = policy(SignedObject.COMMIT);
        assertThatCode(() -> policy.check(repository, ObjectId.fromString(commit), null))
                .doesNotThrowAnyException();
        allow("eve@example.com " + key("eve") + " # nobody else\n");
        assertRefused(() -> policy.check(repository, ObjectId.fromString(commit), null));
        Files.delete(folder.resolve("allowed"));
        assertRefused(() -> policy.check(repository, ObjectId.fromString(commit), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "ann@example.com", "ann@example.com ssh-ed25519 AAAA"})
    void aBrokenLineAllowsNobodyAndHindersNobody(String line) throws Exception {
        String key = key("ann");
        String commit = signedCommit("ann");
        allow(line);
        assertRefused(checking(SignedObject.COMMIT, commit));
        allow(line + "\nann@example.com " + key);
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
    }

    @Test
    void openSshItselfAgreesWithTheFile() throws Exception {
        String options = "namespaces=\"git\",valid-after=\"20260101\",valid-before=\"20260401\"";
        allow("\"ann@example.com\" " + options + " " + key("ann"));
        String commit = signedCommit("ann");
        commands.run(
                "git",
                "config",
                "gpg.ssh.allowedSignersFile",
                folder.resolve("allowed").toString());
        commands.run("git", "verify-commit", commit);
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
    }

    @Test
    void aSignedTagPassesThoughItsCommitIsNotSigned() throws Exception {
        allow("ann@example.com " + key("ann"));
        commit();
        String tag = tag("ann", "v1");
        assertThatCode(() -> policy(SignedObject.TAG).check(repository, ObjectId.fromString(tag), "refs/tags/v1"))
                .doesNotThrowAnyException();
        assertRefused(checking(SignedObject.COMMIT, tag));
    }

    @Test
    void whereTagsCountASignedCommitIsNotEnough() throws Exception {
        allow("ann@example.com " + key("ann"));
        String commit = signedCommit("ann");
        assertThatThrownBy(checking(SignedObject.TAG, commit))
                .hasMessage("cannot trust " + commit + ": no annotated tag (expected: a signed tag)");
        commands.run("git", "-c", "tag.gpgSign=false", "tag", "-a", "-m", "unsigned", "v2");
        String unsigned = commands.run("git", "rev-parse", "v2").strip();
        assertRefused(checking(SignedObject.TAG, unsigned));
    }

    @Test
    void aSignedTagDoesNotPassUnderAnotherName() throws Exception {
        allow("ann@example.com " + key("ann"));
        commit();
        String tag = tag("ann", "v1");
        assertThatThrownBy(() -> policy(SignedObject.TAG).check(repository, ObjectId.fromString(tag), "refs/tags/v2"))
                .isInstanceOf(UntrustedRevisionException.class)
                .hasMessage("cannot trust refs/tags/v2: its tag was signed as 'v1'");
    }

    @Test
    void whereCommitsCountATagIsFollowedToItsCommit() throws Exception {
        allow("ann@example.com " + key("ann"));
        signedCommit("ann");
        commands.run("git", "tag", "-a", "-m", "unsigned", "v3");
        String unsignedTag = commands.run("git", "rev-parse", "v3").strip();
        assertThatCode(checking(SignedObject.COMMIT, unsignedTag)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatIsNotThereIsTheUsersError() {
        assertThatThrownBy(() -> policy(SignedObject.COMMIT))
                .isInstanceOf(UserError.class)
                .hasMessage("--verify-allowed-signers-file: no readable file " + folder.resolve("allowed")
                        + " (expected: lines of principals, key type and key)");
    }

    private ThrowingCallable checking(SignedObject subject, String object) {
        SignaturePolicy policy = policy(subject);
        return () -> policy.check(repository, ObjectId.fromString(object), null);
    }

    private static void assertRefused(ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(UntrustedRevisionException.class)
                .hasMessageStartingWith("cannot trust ")
                .hasMessageNotContaining("\n");
    }

    private SignaturePolicy policy(SignedObject subject) {
        return SignaturePolicy.of(subject, folder.resolve("allowed"), null);
    }

    private void allow(String lines) throws IOException {
        Files.writeString(folder.resolve("allowed"), lines + "\n");
    }

    private String key(String name) throws Exception {
        return key(name, "ed25519", "256");
    }

    /// The public part as it stands in an allowed-signers file.
    private String key(String name, String type, String bits) throws Exception {
        commands.run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", "", "-f", name);
        return Files.readString(folder.resolve(name + ".pub")).strip();
    }

    private String commit() throws Exception {
        commands.run("git", "commit", "-q", "--no-gpg-sign", "--allow-empty", "-m", "a change without a name");
        return head();
    }

    private String signedCommit(String key) throws Exception {
        commands.run("git", "config", "user.signingkey", folder.resolve(key).toString());
        commands.run("git", "commit", "-q", "-S", "--allow-empty", "-m", "a change");
        return head();
    }

    private String tag(String key, String name) throws Exception {
        commands.run("git", "config", "user.signingkey", folder.resolve(key).toString());
        commands.run("git", "tag", "-s", "-m", "a release", name);
        return commands.run("git", "rev-parse", name).strip();
    }

    private String head() throws Exception {
        return commands.run("git", "rev-parse", "HEAD").strip();
    }

    private String written(String type, String content) throws Exception {
        return commands.feed(content, "git", "hash-object", "-t", type, "-w", "--stdin")
                .strip();
    }
}
