package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/// One git setting of `--git-config`, as in `http.extraHeader:X-Team: web`.
///
/// @param section the part of the key before the first dot
/// @param subsection what stands between the first and the last dot, or none
/// @param name the part after the last dot
/// @param add keeps what the key has already
record GitSetting(String section, @Nullable String subsection, String name, String value, boolean add) {
    /// Reads `key:value,"key":"value"`; quoted parts take `\n \t \" \\ \,` as escapes, bare ones end at a colon or
    /// comma.
    static List<GitSetting> parseList(String option, @Nullable String text, boolean add) {
        List<GitSetting> settings = new ArrayList<>();
        if (text == null || text.isBlank()) {
            return settings;
        }
        Reader reader = new Reader(option, text);
        while (reader.hasNext()) {
            String key = reader.part(':');
            String value = reader.part(',');
            settings.add(of(option, key.strip(), value, add));
        }
        return settings;
    }

    static GitSetting of(String option, String key, String value, boolean add) {
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        if (first <= 0 || last == key.length() - 1) {
            throw new UserError(option + ": key '" + key + "' (expected: section.name or section.sub.name)");
        }
        String subsection = first == last ? null : key.substring(first + 1, last);
        return new GitSetting(key.substring(0, first), subsection, key.substring(last + 1), value, add);
    }

    void applyTo(Config config) {
        List<String> values = new ArrayList<>();
        if (add) {
            values.addAll(List.of(config.getStringList(section, subsection, name)));
        }
        values.add(value);
        config.setStringList(section, subsection, name, values);
    }

    String key() {
        return section + "." + (subsection == null ? "" : subsection + ".") + name;
    }

    /// Walks over the list; one use.
    private static final class Reader {
        private final String option;
        private final String text;
        private int at;

        Reader(String option, String text) {
            this.option = option;
            this.text = text;
        }

        boolean hasNext() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ',')) {
                at++;
            }
            return at < text.length();
        }

        String part(char end) {
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String part = quoted ? quotedPart() : barePart(end);
            if (end == ':' && (at >= text.length() || text.charAt(at) != ':')) {
                throw new UserError(option + ": no ':' after key '" + part + "' (expected: key:value)");
            }
            if (at < text.length() && text.charAt(at) != end) {
                throw new UserError(
                        option + ": '" + text.charAt(at) + "' after '" + part + "' (expected: '" + end + "')");
            }
            at++;
            return part;
        }

        private String barePart(char end) {
            int stop = text.indexOf(end, at);
            stop = stop < 0 ? text.length() : stop;
            String part = text.substring(at, stop);
            at = stop;
            return part;
        }

        private String quotedPart() {
            StringBuilder part = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return part.toString();
                }
                part.append(c == '\\' ? escaped() : c);
            }
            throw new UserError(option + ": no closing quote after '" + part + "'");
        }

        private char escaped() {
            at++;
            char c = at < text.length() ? text.charAt(at) : '\\';
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case '"', '\\', ',', ':' -> c;
                default -> throw new UserError(option + ": '\\" + c + "' (expected: \\n, \\t, \\\" or \\\\)");
            };
        }
    }
}
