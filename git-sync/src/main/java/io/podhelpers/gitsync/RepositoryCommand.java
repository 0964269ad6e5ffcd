package io.podhelpers.gitsync;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The options of an entry of a `--config` file, read as if they stood on a command line of their own.
@Command(name = "git-sync")
final class RepositoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    // of an option that is given twice the last counts, as git-sync's own parser has it
    @Spec
    @SuppressWarnings("unused") // called by picocli
    private void setParser(CommandSpec own) {
        own.parser().overwrittenOptionsAllowed(true);
    }

    @Mixin
    private RepositoryOptions options;

    private final String name;
    private final boolean oneTime;
    private final Map<String, String> environment;
    private @Nullable RepositoryConfig config;

    RepositoryCommand(String name, boolean oneTime, Map<String, String> environment) {
        this.name = name;
        this.oneTime = oneTime;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        config = options.toConfig(name, oneTime, environment, spec);
        return 0;
    }

    /// What the options say, or null if they cannot be used.
    @Nullable
    RepositoryConfig config() {
        return config;
    }
}
