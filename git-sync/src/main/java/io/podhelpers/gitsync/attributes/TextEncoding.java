package io.podhelpers.gitsync.attributes;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/// What `working-tree-encoding` names: a charset, and whether a file begins with a byte order mark.
record TextEncoding(Charset charset, boolean mark) {
    /// Whether this is how git stores text.
    static boolean isUtf8(String name) {
        return name.isEmpty() || normal(name).equals("UTF-8");
    }

    private static String normal(String name) {
        return name.toUpperCase(Locale.ROOT).replaceFirst("^UTF-?(?=\\d)", "UTF-");
    }

    /// The encoding of that name; nothing if it is unknown: git leaves such files in UTF-8, too.
    static Optional<TextEncoding> of(String name) {
        String normal = normal(name);
        return switch (normal) {
            // without a byte order in its name glibc, and so git on Linux, writes that of the machine
            case "UTF-16", "UTF-16LE-BOM" -> Optional.of(new TextEncoding(StandardCharsets.UTF_16LE, true));
            case "UTF-16BE-BOM" -> Optional.of(new TextEncoding(StandardCharsets.UTF_16BE, true));
            case "UTF-32" -> Optional.of(new TextEncoding(StandardCharsets.UTF_32LE, true));
            default -> charset(normal).map(found -> new TextEncoding(found, false));
        };
    }

    private static Optional<Charset> charset(String name) {
        try {
            Charset found = Charset.forName(name);
            return found.canEncode() ? Optional.of(found) : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
