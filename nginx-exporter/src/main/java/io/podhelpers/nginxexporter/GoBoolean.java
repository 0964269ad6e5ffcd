package io.podhelpers.nginxexporter;

import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A yes or no in each form that the official exporter takes on the command line and in its variables.
final class GoBoolean implements ITypeConverter<Boolean> {
    private static final Set<String> YES = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> NO = Set.of("0", "f", "F", "FALSE", "false", "False");

    @Override
    public Boolean convert(String value) {
        if (YES.contains(value)) {
            return true;
        }
        if (NO.contains(value)) {
            return false;
        }
        throw new TypeConversionException("'" + value + "' (expected: true or false)");
    }
}
