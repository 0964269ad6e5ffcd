package io.podhelpers.testcontainers.pod;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kubernetes' `$(NAME)` in commands, arguments and values: unknown names stay as written, `$$` is one `$`.
final class Expansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)");

    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(replacement(match.group(), variables)));
    }

    private static String replacement(String reference, Map<String, String> variables) {
        if (reference.equals("$$")) {
            return "$";
        }
        String name = reference.substring(2, reference.length() - 1);
        return variables.getOrDefault(name, reference);
    }
}
