package io.podhelpers.gitsync.sparse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wildcards of gitignore(5) for a path: `?`, `*` and `[…]` within a name, `**/`, `/**` and `/**/` across names, a
/// backslash before a character that is meant itself. A pattern that is malformed matches nothing.
///
/// Compiled to a row of steps and run over the text with the set of steps that are possible: the time is at most the
/// product of both lengths, whatever the pattern. Immutable.
final class Glob {
    private sealed interface Step {
        /// One byte of the set.
        record One(ByteSet set) implements Step {}

        /// Any number of them.
        record Run(ByteSet set) implements Step {}

        /// Either the next two steps (directories and their slash) or none of them.
        record MaybeDirectories() implements Step {}
    }

    private static final int DIRECTORIES_STEPS = 3;

    private final List<Step> steps;
    private final boolean malformed;

    private Glob(List<Step> steps, boolean malformed) {
        this.steps = steps;
        this.malformed = malformed;
    }

    static Glob compile(byte[] pattern) {
        Compiler compiler = new Compiler(pattern);
        boolean wellFormed = compiler.run();
        return new Glob(List.copyOf(compiler.steps), !wellFormed);
    }

    boolean matches(byte[] text, int from, int to) {
        if (malformed) {
            return false;
        }
        boolean[] possible = new boolean[steps.size() + 1];
        enter(0, possible);
        for (int at = from; at < to; at++) {
            boolean[] next = new boolean[possible.length];
            for (int step = 0; step < steps.size(); step++) {
                if (possible[step]) {
                    take(step, text[at], next);
                }
            }
            possible = next;
        }
        return possible[steps.size()];
    }

    private void take(int step, byte value, boolean[] next) {
        switch (steps.get(step)) {
            case Step.One one -> {
                if (one.set().has(value)) {
                    enter(step + 1, next);
                }
            }
            case Step.Run run -> {
                if (run.set().has(value)) {
                    enter(step, next);
                }
            }
            case Step.MaybeDirectories _ -> {} // takes nothing itself
        }
    }

    /// Marks the step and all that can be reached from it without a byte.
    private void enter(int step, boolean[] possible) {
        if (possible[step]) {
            return;
        }
        possible[step] = true;
        if (step == steps.size()) {
            return;
        }
        switch (steps.get(step)) {
            case Step.One _ -> {}
            case Step.Run _ -> enter(step + 1, possible);
            case Step.MaybeDirectories _ -> {
                enter(step + 1, possible);
                enter(step + DIRECTORIES_STEPS, possible);
            }
        }
    }

    private static final class Compiler {
        private final byte[] pattern;
        private final List<Step> steps = new ArrayList<>();
        private int at;

        Compiler(byte[] pattern) {
            this.pattern = pattern;
        }

        /// False if the pattern is malformed.
        boolean run() {
            while (at < pattern.length) {
                byte next = pattern[at];
                if (next == '*') {
                    stars();
                } else {
                    ByteSet set = switch (next) {
                        case '?' -> ByteSet.NAME;
                        case '[' -> brackets();
                        case '\\' -> escaped();
                        default -> ByteSet.one(next);
                    };
                    if (set == null) {
                        return false;
                    }
                    steps.add(new Step.One(set));
                    at++;
                }
            }
            return true;
        }

        private void stars() {
            int first = at;
            while (at < pattern.length && pattern[at] == '*') {
                at++;
            }
            boolean several = at - first > 1;
            boolean afterSlash = first == 0 || pattern[first - 1] == '/';
            boolean beforeSlash = is(at, '/') || (is(at, '\\') && is(at + 1, '/'));
            boolean last = at == pattern.length;
            if (!several || !afterSlash || !(last || beforeSlash)) {
                steps.add(new Step.Run(ByteSet.NAME)); // two stars elsewhere mean no more than one
            } else if (is(at, '/')) {
                steps.add(new Step.MaybeDirectories());
                steps.add(new Step.Run(ByteSet.ANY));
                steps.add(new Step.One(ByteSet.SLASH));
                at++;
            } else {
                steps.add(new Step.Run(ByteSet.ANY));
            }
        }

        private @Nullable ByteSet escaped() {
            at++;
            return at < pattern.length ? ByteSet.one(pattern[at]) : null;
        }

        /// The set between brackets; leaves the place at the closing one. Null if it is never closed.
        private @Nullable ByteSet brackets() {
            ByteSet.Builder set = new ByteSet.Builder();
            at++;
            boolean negated = is(at, '!') || is(at, '^');
            if (negated) {
                at++;
            }
            int previous = 0; // where a range may begin
            boolean first = true; // a bracket in the first place stands for itself
            for (; first || !is(at, ']'); at++) {
                first = false;
                if (at >= pattern.length) {
                    return null;
                }
                if (is(at, '-') && previous != 0 && at + 1 < pattern.length && !is(at + 1, ']')) {
                    at++;
                    int end = member();
                    if (end < 0) {
                        return null;
                    }
                    set.addRange(previous, end);
                    previous = 0;
                } else if (is(at, '[') && is(at + 1, ':')) {
                    Boolean named = namedClass(set);
                    if (named == null) {
                        return null;
                    }
                    previous = named ? 0 : '[';
                } else {
                    previous = member();
                    if (previous < 0) {
                        return null;
                    }
                    set.add(previous);
                }
            }
            return set.build(negated);
        }

        /// The character that stands here, perhaps behind a backslash; -1 at the end.
        private int member() {
            if (is(at, '\\')) {
                at++;
            }
            return at < pattern.length ? pattern[at] & 0xff : -1;
        }

        /// Adds a class such as `[:alpha:]`. False if it is only a bracket and a colon; null if it is malformed.
        private @Nullable Boolean namedClass(ByteSet.Builder set) {
            int close = at + 2;
            while (close < pattern.length && pattern[close] != ']') {
                close++;
            }
            if (close >= pattern.length) {
                return null;
            }
            if (close - 1 < at + 2 || pattern[close - 1] != ':') {
                set.add('[');
                return false;
            }
            String name = new String(Arrays.copyOfRange(pattern, at + 2, close - 1), US_ASCII);
            if (!set.addClass(name)) {
                return null;
            }
            at = close;
            return true;
        }

        private boolean is(int index, char expected) {
            return index < pattern.length && pattern[index] == expected;
        }
    }
}
