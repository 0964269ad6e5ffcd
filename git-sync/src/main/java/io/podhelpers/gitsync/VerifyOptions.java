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

    @Nullable
    SignaturePolicy toPolicy() {
        if (what == null && allowedSigners == null) {
            return null;
        }
        if (what == null) {
            throw new UserError("--verify-allowed-signers-file: no --verify-signatures (expected: commit or tag)");
        }
        SignedObject subject = Choice.of("--verify-signatures", what, SignedObject.class);
        if (allowedSigners == null) {
            throw new UserError("--verify-signatures: no --verify-allowed-signers-file (expected: the allowed keys)");
        }
        return SignaturePolicy.ofAllowedSigners(subject, allowedSigners);
    }
}
