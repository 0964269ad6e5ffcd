package io.podhelpers.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
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

    /// Names the folder in which a helper that is being laid out is to leave its [OptionList]; nothing else happens
    /// then.
    private static final String LIST_OPTIONS = "podhelpers.list-options";

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
        this.commandLine = new CommandLine(OptionList.specOf(command))
                .setCommandName(name)
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        withOurTypes(commandLine);
        EnvironmentDefaults defaults = new EnvironmentDefaults(names, environment);
        commandLine.setDefaultValueProvider(defaults);
        commandLine.setHelpFactory((spec, colours) -> new HelpPage(spec, colours, defaults));
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
        String list = System.getProperty(LIST_OPTIONS);
        if (list != null) {
            return listOptions(command, Path.of(list));
        }
        return run(name, command, names, args, System.getenv(), out, err);
    }

    private static int listOptions(Callable<Integer> command, Path folder) {
        Class<?> type = command.getClass();
        Path file = folder.resolve(type.getPackageName().replace('.', '/')).resolve(OptionList.resource(type));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, OptionListWriter.list(command));
            return 0;
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }

    /// The options of a command as a README table shows them, each row `| option | variable | default | what it means
    /// |`; tests compare the two.
    public static List<String> optionTable(Callable<Integer> command, EnvironmentNames names) {
        return OptionTable.rows(new CommandLine(command).getCommandSpec(), names);
    }

    /// Sets an object's annotated fields as [#run] would, from arguments alone: for options that come from a file.
    ///
    /// @throws UserError one line, if an argument cannot be used
    public static void parse(Object options, List<String> arguments) {
        try {
            withOurTypes(new CommandLine(options)).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
    }

    private static CommandLine withOurTypes(CommandLine commandLine) {
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, converter(Durations::parse))
                .registerConverter(ByteSize.class, converter(ByteSize::parse))
                .registerConverter(ListenAddress.class, converter(ListenAddress::parse));
    }

    private static String[] versionLines(String name) {
        BuildInfo build = BuildInfo.load();
        return new String[] {
            name + " " + build.version() + " (revision " + build.revision() + ", Java " + Runtime.version() + ")"
        };
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
