package io.podhelpers.runtime.log;

import io.podhelpers.runtime.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/// One log line before it is text. User names and passwords in URLs are taken out here, whoever logged them.
///
/// @param cause its class and message become `error=`; its stack trace is added only below `info`, where somebody is
/// looking for a fault of ours
record LogEvent(
        Level level,
        String logger,
        String message,
        List<KeyValuePair> pairs,
        @Nullable Throwable cause) {
    String render(LogFormat format, Instant time) {
        LineBuilder line = format == LogFormat.JSON ? new JsonLine() : new LogfmtLine();
        line.add("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        line.add("level", level.name().toLowerCase(Locale.ROOT));
        line.add("logger", logger.substring(logger.lastIndexOf('.') + 1));
        line.add("msg", Secrets.redact(message));
        for (KeyValuePair pair : pairs) {
            line.add(pair.key, Secrets.redact(String.valueOf(pair.value)));
        }
        if (cause != null) {
            line.add("error", Secrets.redact(describe(cause)));
            if (level == Level.DEBUG || level == Level.TRACE || isFault(cause)) {
                line.add("stack", Secrets.redact(stackOf(cause)));
            }
        }
        return line.end();
    }

    /// Faults of ours need their stack; what the network or the disk did is told by its message.
    private static boolean isFault(Throwable cause) {
        return cause instanceof RuntimeException || cause instanceof Error;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null || message.isEmpty() ? name : name + ": " + message;
    }

    private static String stackOf(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
