package io.podhelpers.gitsync.verify;

import io.podhelpers.gitsync.ed25519.Ed25519Registrar;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whose signature a revision needs. A revision without one is refused, and so is one whose signature does not hold, is
/// of another key, or was made outside the time for which the file allows the key (by the commit's or tag's own date,
/// as git has it).
///
/// The file is read again when it has changed. A file that is missing or broken allows nobody. One thread at a time.
public final class SignaturePolicy {
    private static final Logger log = LoggerFactory.getLogger(SignaturePolicy.class);

    private final SignedObject subject;
    private final GpgConfig signers;

    private SignaturePolicy(SignedObject subject, GpgConfig signers) {
        this.subject = subject;
        this.signers = signers;
    }

    /// Trusts the keys of an OpenSSH allowed-signers file, those of an OpenPGP keyring, or both.
    ///
    /// @throws UserError if a file cannot be read, or both are missing
    public static SignaturePolicy of(SignedObject subject, @Nullable Path allowedSigners, @Nullable Path keyring) {
        if (allowedSigners == null && keyring == null) {
            throw new UserError(
                    "--verify-signatures: neither --verify-allowed-signers-file nor --verify-gpg-keyring-file"
                            + " (expected: the allowed keys)");
        }
        Config config = new Config();
        Ed25519Registrar.register();
        AllowedSignersFile.install();
        if (allowedSigners != null) {
            checkAllowedSigners(allowedSigners);
            config.setString(
                    "gpg",
                    "ssh",
                    "allowedSignersFile",
                    allowedSigners.toAbsolutePath().toString());
        }
        PgpVerifier.install();
        if (keyring != null) {
            checkKeyring(keyring);
            config.setString(
                    "gpg",
                    null,
                    PgpVerifier.KEYRING_SETTING,
                    keyring.toAbsolutePath().toString());
        }
        return new SignaturePolicy(subject, new GpgConfig(config));
    }

    private static void checkAllowedSigners(Path file) {
        if (!Files.isReadable(file)) {
            throw new UserError("--verify-allowed-signers-file: no readable file " + file
                    + " (expected: lines of principals, key type and key)");
        }
    }

    private static void checkKeyring(Path file) {
        try {
            PgpVerifier.keyring(file);
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof IOException ? "cannot be read" : String.valueOf(e.getMessage());
            throw new UserError(
                    "--verify-gpg-keyring-file: " + file + ": " + reason + " (expected: what gpg --export writes)", e);
        }
    }

    /// Lets a trusted revision pass.
    ///
    /// @param tip what the ref points at: a commit, or an annotated tag
    /// @param ref the tag that was asked for, by its short or full name, or null if a hash was asked for
    /// @throws UntrustedRevisionException if it is not to be trusted
    /// @throws IOException if the objects cannot be read
    public void check(Repository repository, AnyObjectId tip, @Nullable String ref) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject pointed = walk.parseAny(tip);
            switch (subject) {
                case COMMIT -> check(repository, "commit", walk.parseCommit(pointed));
                case TAG -> {
                    RevTag tag = tagAt(pointed, ref);
                    check(repository, "tag", tag);
                }
            }
        }
    }

    /// A tag that was signed under one name must not pass under another: else an old release could pose as a new one.
    private static RevTag tagAt(RevObject pointed, @Nullable String ref) throws UntrustedRevisionException {
        if (!(pointed instanceof RevTag tag)) {
            throw new UntrustedRevisionException(
                    "cannot trust " + pointed.name() + ": no annotated tag (expected: a signed tag)");
        }
        if (ref != null && !ref.replaceFirst("^(refs/)?tags/", "").equals(tag.getTagName())) {
            throw new UntrustedRevisionException(
                    "cannot trust " + ref + ": its tag was signed as '" + tag.getTagName() + "'");
        }
        return tag;
    }

    private void check(Repository repository, String kind, RevObject object) throws UntrustedRevisionException {
        String reason = reasonAgainst(repository, object);
        if (!reason.isEmpty()) {
            throw new UntrustedRevisionException(
                    "cannot trust " + kind + " " + object.name() + ": " + reason.replaceAll("\\s+", " "));
        }
    }

    private String reasonAgainst(Repository repository, RevObject object) {
        try {
            return switch (SignatureVerifiers.verify(repository, signers, object)) {
                case null -> "not signed, or not in a form that can be checked";
                case SignatureVerification good when good.verified() -> "";
                case SignatureVerification bad -> bad.message() == null ? "bad signature" : bad.message();
            };
        } catch (IOException | RuntimeException e) {
            // a signature or a file of keys that cannot be read is as good as none
            log.atDebug().setCause(e).log("cannot check a signature");
            return "its signature cannot be checked: " + e.getMessage();
        }
    }
}
