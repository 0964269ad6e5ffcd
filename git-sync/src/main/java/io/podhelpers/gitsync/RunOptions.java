package io.podhelpers.gitsync;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is the whole process's, whatever number of repositories it syncs.
final class RunOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Several repositories: a YAML list, each with the options in which it differs.")
    @Nullable
    Path config;

    @Option(
            names = "--one-time",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class,
            description = "Exit after the first successful pass.")
    boolean oneTime;

    @Option(
            names = "--sync-on-signal",
            paramLabel = "SIGNAL",
            description = "Sync at once on this signal: SIGHUP, HUP or 1.")
    @Nullable
    String syncOnSignal;

    RunConfig toConfig() {
        return new RunConfig(
                oneTime, syncOnSignal == null || syncOnSignal.isEmpty() ? null : SignalName.parse(syncOnSignal));
    }
}
