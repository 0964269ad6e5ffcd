package io.podhelpers.k8s.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The commands of a README and what they are said to print: its fenced blocks `console` (commands after `$ `, each
/// followed by its output) and `sh` (commands alone).
record Guide(Path file, List<Step> steps) {
    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";

    /// One command; `shown` is empty for a block that shows no output.
    record Step(String where, String command, List<String> shown, boolean showsOutput) {
        /// Commands that only look: what they are said to print may take a moment to become true.
        boolean onlyLooks() {
            String looks = "(curl (?!.*(-X|-d |--data)).*"
                    + "|kubectl (-n \\S+ )?(get|logs) .*"
                    + "|kubectl (-n \\S+ )?exec .* -- (redis-cli (-p \\d+ )?(get|exists|dbsize|info|ping|mget|mset)|cat|ls|wget) ?.*"
                    + "|docker (logs|ps|exec \\S+ redis-cli get) .*)";
            return command.matches(looks);
        }

        boolean inBackground() {
            return command.endsWith("&");
        }
    }

    static Guide read(Path file) {
        try {
            return new Guide(file, steps(file.toString(), Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static List<Step> steps(String file, List<String> lines) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String info = lines.get(at).startsWith(FENCE)
                    ? lines.get(at).substring(FENCE.length()).strip()
                    : "";
            if (lines.get(at++).startsWith(FENCE)) {
                int end = endOfBlock(file, lines, at);
                switch (info) {
                    case "console" -> console(file, lines, at, end, steps);
                    case "sh" -> script(file, lines, at, end, steps);
                    // a block without a language is a drawing
                    case "yaml", "json", "java", "xml", "diff", "" -> {}
                    default ->
                        throw new AssertionError(file + ":" + at + ": a block of " + info
                                + " (expected: console or sh, which tests run, or yaml, json, java, xml, diff)");
                }
                at = end + 1;
            }
        }
        return steps;
    }

    private static int endOfBlock(String file, List<String> lines, int from) {
        for (int line = from; line < lines.size(); line++) {
            if (lines.get(line).equals(FENCE)) {
                return line;
            }
        }
        throw new AssertionError(file + ":" + from + ": a block without an end");
    }

    private static void console(String file, List<String> lines, int from, int end, List<Step> steps) {
        int at = from;
        while (at < end) {
            String where = file + ":" + (at + 1);
            if (!lines.get(at).startsWith(PROMPT)) {
                throw new AssertionError(where + ": " + lines.get(at) + " (expected: a command after \"$ \")");
            }
            StringBuilder command = new StringBuilder(lines.get(at++).substring(PROMPT.length()));
            while (command.toString().endsWith("\\")) {
                command.append('\n').append(lines.get(at++));
            }
            List<String> shown = new ArrayList<>();
            while (at < end && !lines.get(at).startsWith(PROMPT)) {
                shown.add(lines.get(at++));
            }
            steps.add(new Step(where, command.toString(), List.copyOf(shown), true));
        }
    }

    private static void script(String file, List<String> lines, int from, int end, List<Step> steps) {
        StringBuilder command = new StringBuilder();
        for (int at = from; at < end; at++) {
            String line = lines.get(at);
            command.append(line);
            if (line.endsWith("\\")) {
                command.append('\n');
            } else {
                if (!line.isBlank() && !command.toString().startsWith("#")) {
                    steps.add(new Step(file + ":" + (at + 1), command.toString(), List.of(), false));
                }
                command.setLength(0);
            }
        }
    }
}
