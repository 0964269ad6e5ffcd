package io.podhelpers.runtime.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/// All loggers of the process, and the one stream they write to. Any thread: a line is written whole.
///
/// Loggers of the libraries (every name outside `io.podhelpers`) are one level quieter: their `info` is our `debug`.
final class StderrLoggerFactory implements ILoggerFactory {
    private static final String OWN = "io.podhelpers.";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final OutputStream out;
    private final InstantSource clock;
    private volatile Level level = Level.INFO;
    private volatile LogFormat format = LogFormat.LOGFMT;

    StderrLoggerFactory() {
        this(new FileOutputStream(FileDescriptor.err), InstantSource.system());
    }

    StderrLoggerFactory(OutputStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, key -> new StderrLogger(key, this));
    }

    void configure(Level newLevel, LogFormat newFormat) {
        level = newLevel;
        format = newFormat;
    }

    boolean isEnabled(String logger, Level asked) {
        int needed = asked.toInt();
        boolean quieter = !logger.startsWith(OWN) && level.toInt() >= Level.INFO.toInt() && asked == Level.INFO;
        return !quieter && needed >= level.toInt();
    }

    void write(LogEvent event) {
        byte[] line = event.render(format, clock.instant()).getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            out.write(line);
        } catch (IOException e) {
            // standard error is gone: there is nobody left to tell, and a helper goes on without its log
            return;
        } finally {
            writing.unlock();
        }
    }
}
