package io.podhelpers.nginxexporter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The spellings of other releases of the official exporter, rewritten as those of today.
///
/// `-nginx.scrape-uri` (0.x) gets its second dash, and is named as old; `--no-nginx.plus` becomes `--nginx.plus=false`.
///
/// @param arguments as of today
/// @param old the old ones among what was given, without their values
record OldSpellings(List<String> arguments, List<String> old) {
    private static final String NEGATION = "--no-";

    /// @param allNames all options' names with two dashes; asked only when something may be old
    static OldSpellings rewrite(Supplier<Set<String>> allNames, String... given) {
        if (Arrays.stream(given).noneMatch(OldSpellings::mayBeOld)) {
            return new OldSpellings(List.of(given), List.of());
        }
        Set<String> names = allNames.get();
        List<String> arguments =
                Arrays.stream(given).map(argument -> modern(names, argument)).toList();
        List<String> old = Arrays.stream(given)
                .filter(argument -> isOld(names, argument))
                .map(OldSpellings::name)
                .distinct()
                .toList();
        return new OldSpellings(arguments, old);
    }

    private static boolean mayBeOld(String argument) {
        return argument.startsWith(NEGATION) || (argument.startsWith("-") && !argument.startsWith("--"));
    }

    private static boolean isOld(Set<String> names, String argument) {
        return argument.startsWith("-") && !argument.startsWith("--") && names.contains("-" + name(argument));
    }

    private static String modern(Set<String> names, String argument) {
        if (isOld(names, argument)) {
            return "-" + argument;
        }
        if (argument.startsWith(NEGATION) && names.contains("--" + argument.substring(NEGATION.length()))) {
            return "--" + argument.substring(NEGATION.length()) + "=false";
        }
        return argument;
    }

    private static String name(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }
}
