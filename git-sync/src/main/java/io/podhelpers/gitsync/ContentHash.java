package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/// git's name for a file's content.
final class ContentHash {
    private static final int BUFFER = 1 << 14;

    private ContentHash() {}

    static ObjectId ofBlob(Path file, long size) throws IOException {
        MessageDigest digest = Constants.newMessageDigest();
        digest.update(("blob " + size + "\0").getBytes(US_ASCII));
        return ObjectId.fromRaw(digest(file, digest));
    }

    /// The same hash of nothing but the bytes, for comparing with what is no blob.
    static byte[] ofFile(Path file) throws IOException {
        return digest(file, Constants.newMessageDigest());
    }

    private static byte[] digest(Path file, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }
}
