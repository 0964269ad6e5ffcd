package io.podhelpers.gitsync.sparse;

import io.podhelpers.runtime.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What of a tree is checked out, by git's own rules in their general form (not limited to cones of directories).
///
/// The last line that matches a path decides; a path that no line matches follows its directory; at the top nothing is
/// wanted. Unlike in a `.gitignore`, a path below an unwanted directory can be wanted again. Immutable; any thread.
public final class SparsePatterns {
    private static final int LARGEST_BYTES = 4 * 1024 * 1024;
    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final List<SparsePattern> lastFirst;

    private SparsePatterns(List<SparsePattern> patterns) {
        this.lastFirst = patterns.reversed();
    }

    /// Reads a file of patterns.
    ///
    /// @throws UserError if it cannot be read or is larger than 4 MiB
    public static SparsePatterns read(Path file) {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new UserError("--sparse-checkout-file: " + file + " is larger than 4Mi (expected: patterns)");
            }
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError("--sparse-checkout-file: cannot read " + file + " (expected: a file of patterns)", e);
        }
    }

    static SparsePatterns parse(byte[] file) {
        List<SparsePattern> patterns = new ArrayList<>();
        int from = startsWith(file, BOM) ? BOM.length : 0;
        while (from < file.length) {
            int end = from;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(file, from, end);
            if (line.length > 0 && line[0] != '#') {
                patterns.add(SparsePattern.parse(trimmed(line)));
            }
            from = end + 1;
        }
        return new SparsePatterns(patterns);
    }

    private static boolean startsWith(byte[] text, byte[] start) {
        return text.length >= start.length && Arrays.equals(text, 0, start.length, start, 0, start.length);
    }

    /// Without a carriage return at the end, and without trailing spaces but those behind a backslash.
    private static byte[] trimmed(byte[] line) {
        int length = line.length;
        if (line[length - 1] == '\r') {
            length--;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(length);
        int spaces = 0;
        for (int at = 0; at < length; at++) {
            if (line[at] == ' ') {
                spaces++;
                continue;
            }
            for (; spaces > 0; spaces--) {
                kept.write(' ');
            }
            kept.write(line[at]);
            if (line[at] == '\\' && at + 1 < length) {
                at++;
                kept.write(line[at]);
            }
        }
        return kept.toByteArray();
    }

    /// Whether the path is checked out.
    ///
    /// @param path as it is in the tree, with slashes between its names and none around it
    /// @param directory whether it is a directory or a submodule rather than a file
    public boolean includes(byte[] path, boolean directory) {
        Optional<Boolean> own = decision(path, path.length, directory);
        for (int end = path.length - 1; end > 0 && own.isEmpty(); end--) {
            if (path[end] == '/') {
                own = decision(path, end, true);
            }
        }
        return own.orElse(false);
    }

    private Optional<Boolean> decision(byte[] path, int length, boolean directory) {
        for (SparsePattern pattern : lastFirst) {
            if (pattern.matches(path, length, directory)) {
                return Optional.of(pattern.wanted());
            }
        }
        return Optional.empty();
    }
}
