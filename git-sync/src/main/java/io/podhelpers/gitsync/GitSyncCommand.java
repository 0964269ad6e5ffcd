package io.podhelpers.gitsync;

import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
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

    @Mixin
    private StandardOptions standard;

    @Mixin
    private SourceOptions source;

    @Mixin
    private LayoutOptions layout;

    @Mixin
    private ScheduleOptions schedule;

    @Mixin
    private HookOptions hooks;

    @Mixin
    private AccessOptions access;

    @Mixin
    private AdminOptions admin;

    @Mixin
    private PushOptions push;

    @Mixin
    private VerifyOptions verify;

    @Mixin
    private LegacyOptions legacy;

    @Mixin
    private UnavailableOptions unavailable;

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
        GitSyncConfig config = config();
        warnOfOldVariables();
        return starter.run(config);
    }

    private @Nullable Level verbosity() {
        if (admin.verbose >= TRACE_FROM) {
            return Level.TRACE;
        }
        return admin.verbose >= DEBUG_FROM ? Level.DEBUG : null;
    }

    private GitSyncConfig config() {
        unavailable.check();
        legacy.check();
        SourceConfig checkedSource = source.toConfig(legacy.ref(source.ref));
        if (source.git != null) {
            log.atWarn().log("--git is ignored: there is no git binary");
        }
        String repo = AccessConfig.withoutUserInfo(checkedSource.repo());
        return new GitSyncConfig(
                checkedSource,
                layout.toConfig(repo, legacy.link(layout.link)),
                schedule.toConfig(legacy),
                hooks.toConfig(legacy.exechook(hooks.exechookCommand)),
                access.toConfig(checkedSource.repo(), environment, legacy.password(isOnCommandLine("--password"))),
                admin.toConfig(),
                push.toConfig(),
                push.otherUrls(),
                verify.toPolicy());
    }

    private boolean isOnCommandLine(String option) {
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        return parsed != null && parsed.hasMatchedOption(option);
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
