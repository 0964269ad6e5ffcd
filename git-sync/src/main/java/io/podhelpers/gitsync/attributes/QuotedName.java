package io.podhelpers.gitsync.attributes;

import org.jspecify.annotations.Nullable;

/// The first word of a line, which may be quoted as git quotes paths: `"with \"blanks\" and \303\244"`.
///
/// @param text the word, without quotes; each char is a byte
/// @param rest what follows it
record QuotedName(String text, String rest) {
    private static final int OCTAL_DIGITS = 3;
    private static final String LETTERS = "abfnrtv\\\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"";

    static QuotedName at(String line) {
        QuotedName quoted = line.startsWith("\"") ? unquoted(line) : null;
        if (quoted != null) {
            return quoted;
        }
        int end = 0;
        while (end < line.length() && " \t\r".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return new QuotedName(line.substring(0, end), line.substring(end));
    }

    /// Null if the quotes are never closed, or something is behind a backslash that means nothing.
    private static @Nullable QuotedName unquoted(String line) {
        StringBuilder text = new StringBuilder();
        int at = 1;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return new QuotedName(text.toString(), line.substring(at));
            }
            if (c != '\\') {
                text.append(c);
                continue;
            }
            int letter = at < line.length() ? LETTERS.indexOf(line.charAt(at)) : -1;
            if (letter >= 0) {
                text.append(MEANINGS.charAt(letter));
                at++;
            } else if (line.substring(at).matches("(?s)[0-3][0-7][0-7].*")) {
                text.append((char) Integer.parseInt(line.substring(at, at + OCTAL_DIGITS), 8));
                at += OCTAL_DIGITS;
            } else {
                return null;
            }
        }
        return null;
    }
}
