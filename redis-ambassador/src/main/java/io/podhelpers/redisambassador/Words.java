package io.podhelpers.redisambassador;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/// Words that users write for something else.
final class Words {
    private Words() {}

    /// The constant that shows itself as this text.
    ///
    /// @throws TypeConversionException with what was got and what was expected
    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + text + "' (expected: one of " + List.of(type.getEnumConstants()) + ")");
    }

    /// What stands between commas.
    static List<String> list(String text) {
        return Stream.of(text.split(",", -1)).filter(word -> !word.isBlank()).toList();
    }
}
