package io.podhelpers.runtime.log;

import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Sets what the log writes; until then it is `info` and `logfmt`.
public final class Logging {
    private Logging() {}

    /// Applies to every logger at once, also those handed out before.
    public static void configure(Level level, LogFormat format) {
        if (LoggerFactory.getILoggerFactory() instanceof StderrLoggerFactory factory) {
            factory.configure(level, format);
        }
    }
}
