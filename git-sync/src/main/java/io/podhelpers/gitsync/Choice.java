package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads an option whose value is one of a few words.
final class Choice {
    private Choice() {}

    static <E extends Enum<E>> E of(String option, String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new UserError(option + ": '" + text + "' (expected: " + words(type) + ")"));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choice::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
