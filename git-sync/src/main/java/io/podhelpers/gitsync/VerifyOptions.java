package io.podhelpers.gitsync;

import io.podhelpers.gitsync.verify.SignaturePolicy;
import io.podhelpers.gitsync.verify.SignedObject;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whose signature a revision needs.
final class VerifyOptions {
    @Option(
            names = "--verify-signatures",
            paramLabel = "WHAT",
            description = "Publish only what an allowed key signed: commit, or tag (annotated, of the name in --ref).")
    @Nullable
    String what;

    @Option(
            names = "--verify-allowed-signers-file",
            paramLabel = "FILE",
            description = "The allowed ssh keys, in OpenSSH's form; read again for each revision.")
    @Nullable
    Path allowedSigners;

    @Option(
            names = "--verify-gpg-keyring-file",
            paramLabel = "FILE",
            description = "The allowed OpenPGP keys, as gpg --export writes them; read again for each revision.")
    @Nullable
    Path keyring;

    @Nullable
    SignaturePolicy toPolicy() {
        if (what == null && allowedSigners == null && keyring == null) {
            return null;
        }
        if (what == null) {
            String option = allowedSigners == null ? "--verify-gpg-keyring-file" : "--verify-allowed-signers-file";
            throw new UserError(option + ": no --verify-signatures (expected: commit or tag)");
        }
        return SignaturePolicy.of(Choice.of("--verify-signatures", what, SignedObject.class), allowedSigners, keyring);
    }
}
