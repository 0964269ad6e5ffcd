package io.podhelpers.runtime;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
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
        Logging.configure(logLevel, logFormat);
    }
}
