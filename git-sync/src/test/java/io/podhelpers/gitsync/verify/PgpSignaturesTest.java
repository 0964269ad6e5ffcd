package io.podhelpers.gitsync.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.support.Commands;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commits and tags that the installed git and gpg signed.
@Timeout(300)
@SuppressWarnings("NullAway.Init") // set before each test
final class PgpSignaturesTest {
    private static final String ANN = "Ann <ann@example.com>";

    @TempDir
    private Path folder;

    private Commands commands;
    private Repository repository;

    @BeforeEach
    void makeRepository() throws Exception {
        assertThat(Commands.isInstalled("git") && Commands.isInstalled("gpg"))
                .as("git and gpg are installed")
                .isTrue();
        Path home = Files.createTempDirectory("g"); // short: gpg's agent listens in it
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        commands = new Commands(folder).with("GNUPGHOME", home.toString());
        commands.run("git", "init", "-q", "-b", "main", ".");
        repository = new FileRepositoryBuilder()
                .setGitDir(folder.resolve(".git").toFile())
                .build();
    }

    @AfterEach
    void close() throws Exception {
        repository.close();
        commands.run("gpgconf", "--kill", "all");
        commands.run("sh", "-c", "rm -rf \"$GNUPGHOME\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "rsa4096", "ed25519", "nistp256", "nistp384", "nistp521"})
    void aCommitSignedByAKeyOfTheRingPasses(String algorithm) throws Exception {
        key(ANN, algorithm, "sign", "never");
        String commit = signedCommit("ann@example.com");
        export("--export", "--armor");
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
        export("--export");
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
    }

    @Test
    void aSigningSubkeyPassesForItsOwner() throws Exception {
        key(ANN, "ed25519", "cert", "never");
        commands.run(gpg("--quick-add-key", fingerprint("ann"), "rsa2048", "sign", "never"));
        String commit = signedCommit("ann@example.com");
        export("--export", "--armor");
        assertThatCode(checking(SignedObject.COMMIT, commit)).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatIsNotInTheRingIsRefused() throws Exception {
        key(ANN, "ed25519", "sign", "never");
        key("Eve <eve@example.com>", "ed25519", "sign", "never");
        String commit = signedCommit("eve@example.com");
        export("--export", "--armor", "ann@example.com");
        assertThatThrownBy(checking(SignedObject.COMMIT, commit))
                .isInstanceOf(UntrustedRevisionException.class)
                .hasMessage("cannot trust commit " + commit + ": no key of the keyring made its OpenPGP signature");
    }

    @Test
    void aCommitChangedAfterItWasSignedIsRefused() throws Exception {
        key(ANN, "rsa2048", "sign", "never");
        String commit = signedCommit("ann@example.com");
        export("--export");
        String changed = commands.run("git", "cat-file", "commit", commit).replace("a change", "another");
        String forged = commands.feed(changed, "git", "hash-object", "-t", "commit", "-w", "--stdin")
                .strip();
        assertRefused(checking(SignedObject.COMMIT, forged));
    }

    @Test
    void aRevokedKeyIsRefused() throws Exception {
        key(ANN, "ed25519", "sign", "never");
        String commit = signedCommit("ann@example.com");
        Path home = folder.resolve("revocation.asc");
        String certificate = commands.run(
                "sh", "-c", "sed 's/^:---/---/' \"$GNUPGHOME\"/openpgp-revocs.d/" + fingerprint("ann") + ".rev");
        Files.writeString(home, certificate.substring(certificate.indexOf("-----BEGIN")));
        commands.run(gpg("--import", home.toString()));
        key("Bob <bob@example.com>", "ed25519", "sign", "never");
        export("--export", "--armor");
        assertRefused(checking(SignedObject.COMMIT, commit));
    }

    @Test
    void aSignatureOutsideTheKeysLifeIsRefused() throws Exception {
        commands.run(gpg("--faked-system-time", "20200101T000000!", "--quick-gen-key", ANN, "ed25519", "sign", "1y"));
        Path program = Files.writeString(
                folder.resolve("gpg-late"), "#!/bin/sh\nexec gpg --faked-system-time 20200601T000000! \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        commands.run("git", "config", "gpg.program", program.toString());
        String inTime = signedCommit("ann@example.com");
        export("--export");
        assertThatCode(checking(SignedObject.COMMIT, inTime)).doesNotThrowAnyException();
        // the same key, its end moved to before that signature
        commands.run(gpg(
                "--faked-system-time",
                "20200201T000000!",
                "--quick-set-expire",
                fingerprint("ann"),
                "20200301T000000"));
        export("--export");
        assertThatThrownBy(checking(SignedObject.COMMIT, inTime))
                .hasMessage("cannot trust commit " + inTime + ": signed when the OpenPGP key was not valid");
    }

    @Test
    void aSubkeyThatSomebodyElseBoundIsNotTrusted() throws Exception {
        key(ANN, "ed25519", "sign", "never");
        key("Eve <eve@example.com>", "ed25519", "sign", "never");
        String commit = signedCommit("eve@example.com");
        export("--export", "ann@example.com");
        byte[] ann = Files.readAllBytes(folder.resolve("ring"));
        export("--export", "eve@example.com");
        byte[] eve = Files.readAllBytes(folder.resolve("ring"));
        // Eve's key as if it were a subkey of Ann's: the tag of its packet is changed, nobody of Ann's signed it
        byte[] both = Arrays.copyOf(ann, ann.length + eve.length);
        System.arraycopy(eve, 0, both, ann.length, eve.length);
        both[ann.length] = (byte) (0x80 | (14 << 2) | (both[ann.length] & 3));
        Files.write(folder.resolve("ring"), both);
        assertRefused(checking(SignedObject.COMMIT, commit));
    }

    @Test
    void aSignedTagPassesUnderItsName() throws Exception {
        key(ANN, "ed25519", "sign", "never");
        commands.run("git", "commit", "-q", "--no-gpg-sign", "--allow-empty", "-m", "unsigned");
        commands.run("git", "tag", "-s", "-u", "ann@example.com", "-m", "release", "v1");
        String tag = commands.run("git", "rev-parse", "v1").strip();
        export("--export");
        assertThatCode(() -> policy(SignedObject.TAG).check(repository, ObjectId.fromString(tag), "v1"))
                .doesNotThrowAnyException();
        assertRefused(() -> policy(SignedObject.TAG).check(repository, ObjectId.fromString(tag), "v2"));
        assertRefused(checking(SignedObject.COMMIT, tag));
    }

    @Test
    void withOnlySshKeysAllowedItIsRefused() throws Exception {
        key(ANN, "ed25519", "sign", "never");
        String commit = signedCommit("ann@example.com");
        Path allowed = Files.writeString(folder.resolve("allowed"), "# nobody\n");
        assertThatThrownBy(() -> SignaturePolicy.of(SignedObject.COMMIT, allowed, null)
                        .check(repository, ObjectId.fromString(commit), null))
                .hasMessage("cannot trust commit " + commit + ": signed with OpenPGP, but no keyring is given");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"
            })
    void aFileWithoutAKeyIsTheUsersError(String content) throws Exception {
        Files.writeString(folder.resolve("ring"), content);
        assertThatThrownBy(() -> policy(SignedObject.COMMIT))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--verify-gpg-keyring-file: " + folder.resolve("ring") + ": ")
                .hasMessageEndingWith("(expected: what gpg --export writes)");
    }

    private static void assertRefused(ThrowingCallable check) {
        assertThatThrownBy(check)
                .isInstanceOf(UntrustedRevisionException.class)
                .hasMessageStartingWith("cannot trust ");
    }

    private ThrowingCallable checking(SignedObject subject, String object) {
        SignaturePolicy policy = policy(subject);
        return () -> policy.check(repository, ObjectId.fromString(object), null);
    }

    private SignaturePolicy policy(SignedObject subject) {
        return SignaturePolicy.of(subject, null, folder.resolve("ring"));
    }

    private void key(String user, String algorithm, String usage, String expiry) throws Exception {
        commands.run(gpg("--quick-gen-key", user, algorithm, usage, expiry));
    }

    private String fingerprint(String user) throws Exception {
        return commands.run(gpg("--with-colons", "--list-keys", user))
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("^fpr:+|:$", "");
    }

    private void export(String... arguments) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("ring"));
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "--output";
        all[1] = folder.resolve("ring").toString();
        commands.run(gpg(all));
    }

    private static String[] gpg(String... arguments) {
        String[] fixed = {
            "gpg", "--batch", "--quiet", "--no-tty", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""
        };
        String[] all = Arrays.copyOf(fixed, fixed.length + arguments.length);
        System.arraycopy(arguments, 0, all, fixed.length, arguments.length);
        return all;
    }

    private String signedCommit(String key) throws Exception {
        commands.run("git", "commit", "-q", "--gpg-sign=" + key, "--allow-empty", "-m", "a change");
        return commands.run("git", "rev-parse", "HEAD").strip();
    }
}
