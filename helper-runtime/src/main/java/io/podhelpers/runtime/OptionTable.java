package io.podhelpers.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The options of a command as rows of a Markdown table.
final class OptionTable {
    private OptionTable() {}

    static List<String> rows(CommandSpec spec, EnvironmentNames names) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .map(option -> row(option, names))
                .toList();
    }

    private static String row(OptionSpec option, EnvironmentNames names) {
        boolean informs = option.usageHelp() || option.versionHelp();
        String flags = Arrays.stream(option.names())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(flag -> "`" + flag + "`")
                .collect(Collectors.joining(", "));
        String variable = informs
                ? ""
                : "`" + names.of(option.longestName().replaceFirst("^-+", "")).getFirst() + "`";
        String text = String.join(" ", option.description()).replace("%n", " ").replace("%%", "%");
        String fallback = option.defaultValue() == null
                        || informs
                        || option.defaultValue().isEmpty()
                ? ""
                : "`" + option.defaultValue() + "`";
        return "| "
                + String.join(
                        " | ",
                        flags,
                        variable,
                        fallback,
                        text.replace("|", "\\|").replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())))
                + " |";
    }
}
