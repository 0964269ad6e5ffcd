package io.podhelpers.runtime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--help` as a manual page for a terminal of 80 columns: each option on a line of its own with its variable, and
/// below
/// it what it means and its default, so that no description has to repeat them.
final class HelpPage extends Help {
    private static final int WIDTH = 80;
    private static final String INDENT = " ".repeat(8);
    private static final String DEFAULT = "${DEFAULT-VALUE}";

    private final CommandSpec spec;
    private final EnvironmentDefaults defaults;

    HelpPage(CommandSpec spec, ColorScheme colours, EnvironmentDefaults defaults) {
        super(spec, colours);
        this.spec = spec;
        this.defaults = defaults;
    }

    @Override
    public String synopsis(int headingLength) {
        return spec.name() + " [OPTION]...\n\n";
    }

    @Override
    public String description(Object... parameters) {
        return wrapped(String.join(" ", spec.usageMessage().description()), "")
                + "\n"
                + wrapped(
                        "Each option is also the environment variable behind its name; the command line beats the"
                                + " environment. Durations are written as 500ms, 10s or 1m30s, sizes as 512, 64Ki or 8Mi.",
                        "")
                + "\n";
    }

    @Override
    public String optionList() {
        Comparator<OptionSpec> order = spec.usageMessage().sortOptions()
                ? Comparator.comparing(OptionSpec::longestName)
                : Comparator.comparingInt(OptionSpec::order);
        return "Options:\n"
                + spec.options().stream()
                        .filter(option -> !option.hidden())
                        .sorted(order)
                        .map(this::option)
                        .collect(Collectors.joining());
    }

    private String option(OptionSpec option) {
        List<String> variables = defaults.variables(option);
        String names = Arrays.stream(option.names())
                .sorted(Comparator.comparingInt(String::length))
                .collect(Collectors.joining(", "));
        String variable = variables.isEmpty() ? "" : "  [$" + variables.getFirst() + "]";
        return "  " + names + value(option) + variable + "\n" + wrapped(meaning(option), INDENT);
    }

    private String value(OptionSpec option) {
        String label = parameterLabelRenderer()
                .renderParameterLabel(option, colorScheme().ansi(), List.of())
                .toString();
        // a flag that also takes a value has its field's name for a label
        return option.typeInfo().isBoolean() && label.startsWith("[=<") ? "[=BOOL]" : label;
    }

    private static String meaning(OptionSpec option) {
        String text = String.join(" ", option.description()).replace("%%", "%");
        String fallback = option.defaultValue();
        if (fallback == null || fallback.isEmpty()) {
            return text;
        }
        return text.contains(DEFAULT)
                ? text.replace(DEFAULT, fallback)
                : text + " Default: " + fallback + (fallback.endsWith(".") ? "" : ".");
    }

    @Override
    public String footer(Object... parameters) {
        return "\nExit status:\n"
                + "  0  done, or ended by SIGTERM\n"
                + "  1  a value that cannot be used, or a failure; one line says which\n"
                + "  2  an option that does not exist\n\n"
                + wrapped(
                        "Memory ceilings of this process: " + new MemoryCeilings() + "; _JAVA_OPTIONS changes them.",
                        "");
    }

    /// Lines of whole words; `%n` begins a new one.
    private static String wrapped(String text, String indent) {
        return Arrays.stream(text.split("%n|\n", -1))
                .map(paragraph -> paragraph(paragraph.strip(), indent))
                .collect(Collectors.joining());
    }

    private static String paragraph(String text, String indent) {
        StringBuilder out = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split("\\s+", -1)) {
            boolean first = line.length() == indent.length();
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent);
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        return out.append(line).append('\n').toString();
    }
}
