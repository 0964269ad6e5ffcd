package io.podhelpers.k8s.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the demonstration says on the terminal: numbered steps, facts, and checks that it counts.
///
/// In colour only where a person looks.
final class Console {
    private static final int WIDTH = 150;

    private final PrintStream out;
    private final boolean colours;
    private final List<String> failures = new ArrayList<>();
    private int steps;
    private int checks;

    Console(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void title(String text) {
        out.println();
        out.println(bold(text));
    }

    void step(String text) {
        steps++;
        out.println();
        out.println(bold(colour(36, steps + "  " + text)));
    }

    /// Something that is going on and takes a while.
    void progress(String text) {
        out.println("   " + dim("… " + text));
    }

    void fact(String text) {
        out.println("   " + text);
    }

    /// Text of a program, as it wrote it.
    void quote(String text) {
        text.lines().forEach(line -> out.println("     " + dim("│ ") + shortened(line)));
    }

    private static String shortened(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    /// One claim of this demonstration; a claim that is not true makes the whole run fail.
    void check(boolean isTrue, String claim) {
        checks++;
        if (isTrue) {
            out.println("   " + colour(32, "✓ ") + claim);
        } else {
            failures.add(claim);
            out.println("   " + colour(31, "✗ " + claim));
        }
    }

    /// How it went in the end.
    boolean summary(Duration took) {
        title("Summary");
        failures.forEach(failure -> out.println("   " + colour(31, "✗ " + failure)));
        String result = failures.isEmpty()
                ? colour(32, "all " + checks + " claims hold")
                : colour(31, failures.size() + " of " + checks + " claims do not hold");
        out.println("   " + result + " (" + seconds(took) + ")");
        return failures.isEmpty();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private String bold(String text) {
        return colour(1, text);
    }

    private String dim(String text) {
        return colour(2, text);
    }

    private String colour(int code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
