package io.podhelpers.gitsync;

import io.podhelpers.runtime.CommandLineRunner;
import io.podhelpers.runtime.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `--config`: each entry is read as a command line of its own. What it does not say, the process's command line says
/// for all entries, then the environment, then the option's default.
///
/// @param oneTime what the process was told; it holds for all
record ConfigFile(Path file, boolean oneTime, Map<String, String> environment) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final String PROGRAM = "git-sync";

    /// The repositories, checked one by one and against each other.
    ///
    /// @param process the process's command line, parsed
    /// @throws UserError in one line that names the place in the file
    List<RepositoryConfig> read(CommandSpec process) {
        CommandSpec own = new CommandLine(new RepositoryCommand("", oneTime, environment)).getCommandSpec();
        List<RepositoryConfig> repositories = new ArrayList<>();
        for (ConfigEntries.Entry entry : ConfigEntries.read(file)) {
            checkNames(entry, own, process);
            repositories.add(repository(entry, arguments(entry, own, process)));
        }
        Clashes.check(file, repositories);
        return repositories;
    }

    private void checkNames(ConfigEntries.Entry entry, CommandSpec own, CommandSpec process) {
        entry.options().forEach((name, option) -> {
            String flag = "--" + name;
            if (name.equals("name") || own.findOption(flag) != null) {
                return;
            }
            boolean known = process.findOption(flag) != null;
            throw ConfigEntries.error(
                    file,
                    option.line(),
                    name + ": "
                            + (known
                                    ? "is the whole process's (expected: on its command line)"
                                    : "unknown (expected: an option's name without --)"));
        });
        if (!entry.options().containsKey("repo")) {
            throw ConfigEntries.error(file, entry.line(), "no repo (expected: the URL of a git repository)");
        }
    }

    private List<String> arguments(ConfigEntries.Entry entry, CommandSpec own, CommandSpec process) {
        List<String> arguments = new ArrayList<>();
        if (!oneTime && isUnset("max-failures", process) && isUnset("max-sync-failures", process)) {
            arguments.add("--max-failures=-1"); // one that fails is no reason to end the others
        }
        for (OptionSpec option : process.commandLine().getParseResult().matchedOptions()) {
            boolean general = own.findOption(option.longestName()) != null;
            if (general && !entry.options().containsKey(option.longestName().replaceFirst("^-+", ""))) {
                option.originalStringValues().forEach(value -> arguments.add(option.longestName() + "=" + value));
            }
        }
        entry.options().forEach((name, option) -> {
            if (!name.equals("name")) {
                option.values().forEach(value -> arguments.add("--" + name + "=" + value));
            }
        });
        return arguments;
    }

    private boolean isUnset(String option, CommandSpec process) {
        return !process.commandLine().getParseResult().hasMatchedOption("--" + option)
                && new OptionVariables().of(option).stream().noneMatch(environment::containsKey);
    }

    private RepositoryConfig repository(ConfigEntries.Entry entry, List<String> arguments) {
        Map<String, String> variables = environmentFor(arguments);
        RepositoryCommand command = new RepositoryCommand(name(entry), oneTime, variables);
        StringWriter problem = new StringWriter();
        PrintWriter writer = new PrintWriter(problem, true);
        CommandLineRunner.run(
                PROGRAM, command, new OptionVariables(), arguments.toArray(String[]::new), variables, writer, writer);
        RepositoryConfig config = command.config();
        if (config == null) {
            throw ConfigEntries.error(
                    file, entry.line(), problem.toString().strip().replaceFirst("^" + PROGRAM + ": ", ""));
        }
        return config;
    }

    /// Without the secrets that are for other entries: those that have no password file, or log in as a GitHub App.
    private Map<String, String> environmentFor(List<String> arguments) {
        Map<String, String> variables = new HashMap<>(environment);
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--username="))
                || arguments.stream().anyMatch(argument -> argument.startsWith("--password-file="))) {
            variables.keySet().removeAll(Set.of("GITSYNC_PASSWORD", "GIT_SYNC_PASSWORD"));
        }
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--github-app-"))) {
            variables.keySet().removeIf(variable -> variable.startsWith("GITSYNC_GITHUB_APP_"));
        }
        return variables;
    }

    private String name(ConfigEntries.Entry entry) {
        String name = text(entry, "name");
        if (name.isEmpty()) {
            String link = text(entry, "link");
            String source = link.isEmpty() ? AccessConfig.withoutUserInfo(text(entry, "repo")) : link;
            name = LayoutOptions.leafOf(source).replaceFirst("\\.git$", "");
        }
        if (!NAME.matcher(name).matches()) {
            throw ConfigEntries.error(
                    file,
                    entry.line(),
                    "name '" + name + "' (expected: letters, digits, '.', '_' or '-'; set 'name' for another)");
        }
        return name;
    }

    private static String text(ConfigEntries.Entry entry, String key) {
        ConfigEntries.Option option = entry.options().get(key);
        return option == null || option.values().isEmpty()
                ? ""
                : option.values().getFirst();
    }
}
