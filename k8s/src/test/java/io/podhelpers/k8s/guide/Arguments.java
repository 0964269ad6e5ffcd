package io.podhelpers.k8s.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command line that is taken apart word by word; what is left over at the end is an error.
final class Arguments {
    private final List<String> words;
    private final List<String> afterDashes;

    Arguments(List<String> all) {
        int dashes = all.indexOf("--");
        words = new ArrayList<>(dashes < 0 ? all : all.subList(0, dashes));
        afterDashes = dashes < 0 ? List.of() : List.copyOf(all.subList(dashes + 1, all.size()));
    }

    /// The value of an option, as `NAME VALUE` or `NAME=VALUE`, wherever it stands.
    Optional<String> option(String name) {
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (word.startsWith(name + "=")) {
                words.remove(at);
                return Optional.of(word.substring(name.length() + 1));
            }
            if (word.equals(name) && at + 1 < words.size()) {
                words.remove(at);
                return Optional.of(words.remove(at));
            }
        }
        return Optional.empty();
    }

    /// Whether an option that takes no value is there.
    boolean flag(String name) {
        return words.remove(name);
    }

    String peek() {
        return words.isEmpty() ? "" : words.getFirst();
    }

    String next(String what) {
        if (words.isEmpty() || words.getFirst().startsWith("-")) {
            throw new KubectlException(peek() + " (expected here: " + what + ")");
        }
        return words.removeFirst();
    }

    /// All words that are left; none of them may be an option.
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        while (!words.isEmpty()) {
            rest.add(next("a name"));
        }
        return rest;
    }

    void end() {
        if (!words.isEmpty()) {
            throw new KubectlException(String.join(" ", words) + " (expected here: nothing more)");
        }
    }

    List<String> afterDashes() {
        end();
        if (afterDashes.isEmpty()) {
            throw new KubectlException("no command (expected: -- COMMAND)");
        }
        return afterDashes;
    }
}
