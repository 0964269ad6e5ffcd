package io.podhelpers.gitsync;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Truth values as Go programs take them: `1 t true` and `0 f false`, in any case.
final class GoBoolean implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "0", "f", "false" -> false;
            default -> throw new TypeConversionException("'" + value + "' (expected: true or false)");
        };
    }
}
