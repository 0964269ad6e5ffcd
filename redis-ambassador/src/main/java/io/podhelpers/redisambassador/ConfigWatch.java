package io.podhelpers.redisambassador;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Calls when one of the configuration's files has changed, or when asked to; on a thread of its own.
///
/// The files are looked at, since a mounted ConfigMap or Secret changes by a link being moved, which no notification
/// of the file itself tells.
final class ConfigWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 1000;

    private final Supplier<Set<Path>> files;
    private final Runnable changed;
    private final Semaphore asked = new Semaphore(0);
    private final Thread thread;
    private Map<Path, String> seen;

    /// @param files to look at, asked each time
    ConfigWatch(Supplier<Set<Path>> files, Runnable changed) {
        this.files = files;
        this.changed = changed;
        this.seen = look();
        this.thread = Thread.ofVirtual().name("config").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Any thread.
    void now() {
        asked.release();
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                boolean wanted = asked.tryAcquire(EVERY_MILLIS, TimeUnit.MILLISECONDS);
                asked.drainPermits();
                Map<Path, String> found = look();
                if (wanted || !found.equals(seen)) {
                    changed.run();
                    seen = look();
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private Map<Path, String> look() {
        Map<Path, String> found = new HashMap<>();
        for (Path file : files.get()) {
            found.put(file, look(file));
        }
        return found;
    }

    private static String look(Path file) {
        try {
            BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
            return its.fileKey() + " " + its.size() + " " + its.lastModifiedTime();
        } catch (IOException e) {
            return "gone";
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
