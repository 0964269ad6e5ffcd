package io.podhelpers.gitsync;

import io.podhelpers.gitsync.egress.ProxyVariables;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command line: options to config, config to service, service to exit code.
@Command(
        name = "git-sync",
        sortOptions = true,
        description = "Keeps a directory equal to a revision of a git repository.")
final class GitSyncCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(GitSyncCommand.class);
    private static final Duration GRACE = Duration.ofSeconds(25);
    private static final int DEBUG_FROM = 2;
    private static final int TRACE_FROM = 6;

    @Spec
    private CommandSpec spec;

    // of an option that is given twice the last counts, as git-sync's own parser has it
    @Spec
    @SuppressWarnings("unused") // called by picocli
    private void setParser(CommandSpec own) {
        own.parser().overwrittenOptionsAllowed(true);
    }

    @Mixin
    private StandardOptions standard;

    @Mixin
    private RepositoryOptions repository;

    @Mixin
    private RunOptions run;

    @Mixin
    private AdminOptions admin;

    @Mixin
    private PushOptions push;

    @Option(
            names = "--man",
            description = "Print the help and exit.",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class)
    private boolean man;

    /// What is done with the checked options.
    @FunctionalInterface
    interface Starter {
        int run(GitSyncConfig config) throws IOException, InterruptedException;
    }

    private final Map<String, String> environment;
    private final Starter starter;

    GitSyncCommand() {
        this(System.getenv(), GitSyncCommand::serve);
    }

    GitSyncCommand(Map<String, String> environment, Starter starter) {
        this.environment = environment;
        this.starter = starter;
    }

    private static int serve(GitSyncConfig config) throws IOException, InterruptedException {
        ProcessLife life = new ProcessLife(InstantSource.system());
        return life.run(new GitSync(config, life), GRACE);
    }

    @Override
    public Integer call() throws Exception {
        if (man) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return 0;
        }
        standard.configureLogging(verbosity());
        GitSyncConfig config = new GitSyncConfig(
                admin.toConfig(), push.toConfig(), run.toConfig(), ProxyVariables.of(environment), repositories());
        warnOfOldVariables();
        return starter.run(config);
    }

    private @Nullable Level verbosity() {
        if (admin.verbose >= TRACE_FROM) {
            return Level.TRACE;
        }
        return admin.verbose >= DEBUG_FROM ? Level.DEBUG : null;
    }

    private List<RepositoryConfig> repositories() {
        Path file = run.config;
        if (file == null) {
            return List.of(repository.toConfig("", run.oneTime, environment, spec));
        }
        if (spec.commandLine().getParseResult().hasMatchedOption("--repo")) {
            throw new UserError("--repo: set beside --config (expected: one of them)");
        }
        return new ConfigFile(file, run.oneTime, environment).read(spec);
    }

    private void warnOfOldVariables() {
        spec.options().stream()
                .map(option -> option.longestName().replaceFirst("^-+", ""))
                .flatMap(name -> new OptionVariables().of(name).stream().skip(1))
                .filter(environment::containsKey)
                .distinct()
                .forEach(variable -> log.atWarn()
                        .addKeyValue("variable", variable)
                        .log("an environment variable of git-sync v3; the new ones begin with GITSYNC_"));
    }
}
