package io.podhelpers.runtime;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/// The options that every helper has under the same names; a picocli mixin.
public final class StandardOptions {
    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "Least severe log line to write: error, warn, info, debug, trace.")
    private Level logLevel;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "logfmt",
            description = "Form of log lines on standard error: logfmt or json.")
    private LogFormat logFormat;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("unused") // read by picocli
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    @SuppressWarnings("unused") // read by picocli
    private boolean version;

    /// Makes the log follow the options; to be called before the first line is logged.
    public void configureLogging() {
        configureLogging(null);
    }

    /// The same for a service that has an option of its own for the level.
    ///
    /// @param own the level that this option asks for; null leaves it to `--log-level`
    public void configureLogging(@Nullable Level own) {
        Logging.configure(own == null ? logLevel : own, logFormat);
    }
}
