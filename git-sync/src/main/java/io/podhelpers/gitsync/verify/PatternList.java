package io.podhelpers.gitsync.verify;

import java.util.List;
import java.util.regex.Pattern;

/// OpenSSH's lists of patterns (ssh_config(5), PATTERNS): `*` and `?`, divided by commas; one that begins with `!` and
/// matches refuses whatever the others say.
record PatternList(List<String> patterns) {
    PatternList {
        patterns = List.copyOf(patterns);
    }

    static PatternList parse(String text) {
        return new PatternList(List.of(text.split(",", -1)));
    }

    boolean matches(String text) {
        boolean any = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (isMatch(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static boolean isMatch(String pattern, String text) {
        StringBuilder expression = new StringBuilder();
        pattern.chars().forEach(c -> {
            switch (c) {
                case '*' -> expression.append(".*");
                case '?' -> expression.append('.');
                default -> expression.append(Pattern.quote(String.valueOf((char) c)));
            }
        });
        return Pattern.compile(expression.toString(), Pattern.DOTALL)
                .matcher(text)
                .matches();
    }
}
