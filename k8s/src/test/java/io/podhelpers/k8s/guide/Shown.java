package io.podhelpers.k8s.guide;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Output as a README shows it. `…` in a line stands for any text, a commit's hash for any hash, and two blanks or more
/// for any number of blanks, as between the columns of a table.
final class Shown {
    private static final Pattern OPEN = Pattern.compile("…|  +|\\b[0-9a-f]{40}\\b");

    private Shown() {}

    static boolean matches(List<String> shown, String printed) {
        return pattern(shown)
                .matcher(printed.isEmpty() || printed.endsWith("\n") ? printed : printed + "\n")
                .matches();
    }

    private static Pattern pattern(List<String> shown) {
        return Pattern.compile(shown.stream().map(line -> line(line) + "\n").collect(Collectors.joining()));
    }

    private static String line(String line) {
        StringBuilder pattern = new StringBuilder();
        Matcher open = OPEN.matcher(line);
        int at = 0;
        while (open.find()) {
            pattern.append(Pattern.quote(line.substring(at, open.start())));
            pattern.append(
                    switch (open.group().charAt(0)) {
                        case '…' -> "[^\n]*";
                        case ' ' -> " +";
                        default -> "[0-9a-f]{40}";
                    });
            at = open.end();
        }
        return pattern.append(Pattern.quote(line.substring(at))).toString();
    }
}
