package io.podhelpers.gitsync.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The allowed-signers file that a repository's settings name, read for each signature: that is seldom, and a key that
/// was taken out counts no more.
///
/// JGit has a reader of its own, which fails on lines with two options. A line that cannot be understood allows nobody
/// and leaves the others as they are. Any thread.
final class AllowedSignersFile implements SigningKeyDatabase {
    private static final Logger log = LoggerFactory.getLogger(AllowedSignersFile.class);
    private static final long LARGEST_BYTES = 4L * 1024 * 1024;

    /// From now on JGit asks this file; again does nothing.
    static void install() {
        if (!(SigningKeyDatabase.getInstance() instanceof AllowedSignersFile)) {
            SigningKeyDatabase.setInstance(new AllowedSignersFile());
        }
    }

    @Override
    public boolean isRevoked(Repository repository, GpgConfig config, PublicKey key) {
        return false;
    }

    @Override
    public @Nullable String isAllowed(
            Repository repository, GpgConfig config, PublicKey key, String namespace, @Nullable PersonIdent signer)
            throws IOException {
        String place = config.getSshAllowedSignersFile();
        if (place == null) {
            return null; // only OpenPGP keys are trusted
        }
        Path file = Path.of(place);
        if (Files.size(file) > LARGEST_BYTES) {
            throw new IOException(file + " is larger than 4Mi");
        }
        Instant when = signer == null ? Instant.now() : signer.getWhenAsInstant();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#") && allows(file, number, text, key, namespace, when)) {
                return text.split("\\s", 2)[0];
            }
        }
        return null;
    }

    private static boolean allows(Path file, int number, String line, PublicKey key, String namespace, Instant when) {
        try {
            return AllowedSigner.parse(line).allows(key, namespace, when);
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("line", number)
                    .addKeyValue("reason", e.getMessage())
                    .log("an allowed signer cannot be understood");
            return false;
        }
    }
}
