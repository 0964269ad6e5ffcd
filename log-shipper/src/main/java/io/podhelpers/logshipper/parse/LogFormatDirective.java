package io.podhelpers.logshipper.parse;

import io.podhelpers.runtime.UserError;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `log_format` as it was given: the bare format, or the directive as it stands in nginx's configuration, such as
/// `log_format main escape=json '{"status":$status,' '"path":"$uri"}';`.
///
/// @param escape how variables are written
/// @param format the text with its variables
record LogFormatDirective(Escape escape, String format) {
    private static final Pattern OPENING = Pattern.compile("(?:log_format\\s+\\S+\\s+)?(?:escape=(\\w+)\\s+)?");
    private static final Pattern PIECE =
            Pattern.compile("\\G\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")");

    /// @throws UserError if there is no such `escape`
    static LogFormatDirective of(String text) {
        Matcher opening = OPENING.matcher(text);
        String rest = opening.lookingAt() ? text.substring(opening.end()) : text;
        String escape = opening.end() > 0 ? opening.group(1) : null;
        return new LogFormatDirective(escape(escape == null ? "default" : escape), unquoted(rest));
    }

    private static Escape escape(String name) {
        try {
            return Escape.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UserError("log format: escape=" + name + " (expected: escape=default, json or none)", e);
        }
    }

    /// Pieces in quotes make up one format; what is not in quotes from end to end is the format itself.
    private static String unquoted(String text) {
        Matcher piece = PIECE.matcher(text);
        StringBuilder format = new StringBuilder();
        int end = 0;
        while (piece.find()) {
            String inside = piece.group(1) == null ? piece.group(2) : piece.group(1);
            format.append(inside.replaceAll("\\\\([\\\\'\"])", "$1"));
            end = piece.end();
        }
        boolean whole = end > 0 && text.substring(end).strip().matches(";?");
        return whole ? format.toString() : text;
    }
}
