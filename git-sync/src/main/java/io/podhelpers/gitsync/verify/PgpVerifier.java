package io.podhelpers.gitsync.verify;

import io.podhelpers.gitsync.verify.PgpKeyring.Signer;
import io.podhelpers.gitsync.verify.PgpPackets.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.jspecify.annotations.Nullable;

/// Checks OpenPGP signatures against a keyring's file, which is read for each of them. It is found where JGit's
/// settings
/// name the program: there is none here. Any thread.
final class PgpVerifier implements SignatureVerifier {
    static final String KEYRING_SETTING = "program";

    private static final String NAME = "openpgp";
    private static final int SIGNATURE = 2;
    private static final long LARGEST_BYTES = 8L * 1024 * 1024;

    /// From now on JGit asks this; again does nothing.
    static void install() {
        SignatureVerifiers.set(GpgConfig.GpgFormat.OPENPGP, new PgpVerifier());
    }

    static PgpKeyring keyring(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new IOException(file + " is larger than 8Mi");
        }
        return PgpKeyring.parse(Files.readAllBytes(file));
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public void clear() {
        // nothing is kept
    }

    @Override
    public SignatureVerification verify(Repository repository, GpgConfig config, byte[] data, byte[] armored)
            throws IOException {
        String place = config.getProgram();
        if (place == null) {
            return result(null, null, "signed with OpenPGP, but no keyring is given");
        }
        PgpKeyring keyring = keyring(Path.of(place));
        List<Packet> packets = PgpPackets.parse(armored);
        if (packets.size() != 1 || packets.getFirst().tag() != SIGNATURE) {
            return result(null, null, "not one OpenPGP signature");
        }
        PgpSignature signature = PgpSignature.parse(packets.getFirst().body());
        if (signature.type() != PgpSignature.DOCUMENT) {
            return result(signature, null, "an OpenPGP signature about something else than a document");
        }
        for (Signer signer : keyring.signers()) {
            if (signer.key().verifies(signature, data)) {
                boolean valid = signer.isValidAt(signature.createdSeconds());
                return result(signature, signer, valid ? null : "signed when the OpenPGP key was not valid");
            }
        }
        return result(signature, null, "no key of the keyring made its OpenPGP signature");
    }

    private static SignatureVerification result(
            @Nullable PgpSignature signature, @Nullable Signer signer, @Nullable String problem) {
        Instant created = Instant.ofEpochSecond(signature == null ? 0 : signature.createdSeconds());
        return new SignatureVerification(
                NAME,
                Date.from(created),
                null,
                signer == null ? null : signer.owner(),
                null,
                problem == null,
                false,
                problem == null ? TrustLevel.FULL : TrustLevel.NEVER,
                problem);
    }
}
