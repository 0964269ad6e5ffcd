package io.podhelpers.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// From `main`'s arguments to an exit code, alike in all helpers.
///
/// The command is a picocli-annotated [Callable] whose `call()` returns the exit code. Exit 0: done, `--help`,
/// `--version`. Exit 1: a value
/// that cannot be used, or a [UserError] from the command, each one line on standard error. Exit 2: an option that does
/// not exist.
public final class CommandLineRunner {
    private static final int UNUSABLE_VALUE = 1;
    private static final int UNKNOWN_OPTION = 2;
    private static final int HELP_WIDTH = 120;

    private final String name;
    private final CommandLine commandLine;
    private final PrintWriter err;

    private CommandLineRunner(
            String name,
            Callable<Integer> command,
            EnvironmentNames names,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.name = name;
        this.err = err;
        this.commandLine = new CommandLine(command)
                .setCommandName(name)
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, converter(Durations::parse))
                .registerConverter(ByteSize.class, converter(ByteSize::parse))
                .registerConverter(ListenAddress.class, converter(ListenAddress::parse));
        EnvironmentDefaults defaults = new EnvironmentDefaults(names, environment);
        commandLine.setDefaultValueProvider(defaults);
        commandLine.setHelpFactory((spec, colours) -> {
            describe(spec, defaults);
            return new CommandLine.Help(spec, colours);
        });
        commandLine.getCommandSpec().versionProvider(() -> versionLines(name));
        commandLine.setParameterExceptionHandler((problem, _) -> explain(problem));
        commandLine.setExecutionExceptionHandler((problem, _, _) -> explain(problem));
    }

    /// Parses and runs.
    ///
    /// @param name the program's name in messages and help
    /// @param environment usually [System#getenv()]
    /// @return the exit code
    public static int run(
            String name,
            Callable<Integer> command,
            EnvironmentNames names,
            String[] args,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        return new CommandLineRunner(name, command, names, environment, out, err).commandLine.execute(args);
    }

    /// The same with the process's own environment and streams.
    public static int run(String name, Callable<Integer> command, EnvironmentNames names, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        return run(name, command, names, args, System.getenv(), out, err);
    }

    /// The options of a command as a README table shows them, each row `| option | variable | default | what it means
    /// |`; tests compare the two.
    public static List<String> optionTable(Callable<Integer> command, EnvironmentNames names) {
        return OptionTable.rows(new CommandLine(command).getCommandSpec(), names);
    }

    private static String[] versionLines(String name) {
        BuildInfo build = BuildInfo.load();
        return new String[] {
            name + " " + build.version() + " (revision " + build.revision() + ", Java " + Runtime.version() + ")"
        };
    }

    /// Adds to each option's help its default and its variable, so that no description has to repeat them.
    private static void describe(CommandSpec spec, EnvironmentDefaults defaults) {
        for (OptionSpec option : List.copyOf(spec.options())) {
            List<String> variables = defaults.variables(option);
            if (variables.isEmpty() || option.hidden()) {
                continue;
            }
            String[] description = option.description().clone();
            int last = description.length - 1;
            description[last] += defaultOf(option) + " [$$" + variables.getFirst() + "]";
            spec.remove(option);
            spec.addOption(OptionSpec.builder(option).description(description).build());
        }
    }

    private static String defaultOf(OptionSpec option) {
        boolean told = option.defaultValue() == null
                || option.defaultValue().isEmpty()
                || String.join(" ", option.description()).contains("${DEFAULT-VALUE}");
        return told ? "" : " Default: ${DEFAULT-VALUE}.";
    }

    private int explain(Exception problem) throws Exception {
        switch (problem) {
            case UnmatchedArgumentException unknown -> {
                printLine(unknown.getMessage() + " (try --help)");
                return UNKNOWN_OPTION;
            }
            case ParameterException unusable -> printLine(String.valueOf(unusable.getMessage()));
            case UserError mistake -> printLine(String.valueOf(mistake.getMessage()));
            default -> throw problem;
        }
        return UNUSABLE_VALUE;
    }

    private void printLine(String message) {
        err.println(name + ": " + message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }

    private static <T> ITypeConverter<T> converter(ITypeConverter<T> parse) {
        return text -> {
            try {
                return parse.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
