package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/// What stands in git for a large file.
///
/// @param oid the SHA-256 of its content, 64 lower-case hexadecimal digits
/// @param size its length in bytes
public record LfsPointer(String oid, long size) {
    /// A pointer is shorter than this.
    private static final int LONGEST_BYTES = 1024;

    private static final Pattern VERSION =
            Pattern.compile("https://(git-lfs\\.github\\.com|hawser\\.github\\.com)/spec/v1");
    private static final Pattern OID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SIZE = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final String HASH = "sha256:";

    public LfsPointer {
        if (!OID.matcher(oid).matches() || size < 0) {
            throw new IllegalArgumentException("LFS object '" + oid + "' of " + size + " bytes");
        }
    }

    /// Reads a blob of a repository; empty if it is no pointer.
    public static Optional<LfsPointer> read(ObjectReader reader, ObjectId id) throws IOException {
        ObjectLoader blob = reader.open(id, Constants.OBJ_BLOB);
        return blob.getSize() < LONGEST_BYTES ? parse(blob.getCachedBytes()) : Optional.empty();
    }

    /// Reads a blob; empty if it is no pointer, but a file that is small itself.
    ///
    /// Its form: lines `key value`, the first `version`, among the others `oid sha256:…` and `size …`.
    public static Optional<LfsPointer> parse(byte[] blob) {
        if (blob.length >= LONGEST_BYTES) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (String line : new String(blob, UTF_8).split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                fields.putIfAbsent(
                        fields.isEmpty() ? "first " + line.substring(0, space) : line.substring(0, space),
                        line.substring(space + 1).stripTrailing());
            }
        }
        String oid = fields.getOrDefault("oid", "");
        String size = fields.getOrDefault("size", "");
        boolean pointer =
                VERSION.matcher(fields.getOrDefault("first version", "")).matches()
                        && oid.startsWith(HASH)
                        && OID.matcher(oid.substring(HASH.length())).matches()
                        && SIZE.matcher(size).matches();
        return pointer
                ? Optional.of(new LfsPointer(oid.substring(HASH.length()), Long.parseLong(size)))
                : Optional.empty();
    }
}
