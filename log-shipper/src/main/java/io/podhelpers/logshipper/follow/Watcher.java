package io.podhelpers.logshipper.follow;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears from the kernel (inotify) that a file was written to or a directory changed, so that nobody has to
/// look all
/// the time. It is a hint only: where the kernel says nothing, the sweep finds the same a little later.
public final class Watcher implements Closeable, Runnable {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);

    private final WatchService service;
    private final Map<Path, WatchKey> watched = new ConcurrentHashMap<>();
    private final Map<WatchKey, Path> directories = new ConcurrentHashMap<>();
    private final Consumer<Path> written;
    private final Runnable changed;

    /// @param written called with the path of a file that was written to
    /// @param changed called when names came or went, or events were missed
    public Watcher(Consumer<Path> written, Runnable changed) throws IOException {
        this.service = FileSystems.getDefault().newWatchService();
        this.written = written;
        this.changed = changed;
    }

    /// Watches exactly these directories from now on, as far as they are there.
    public void watch(Set<Path> wanted) {
        watched.entrySet().removeIf(entry -> {
            WatchKey key = entry.getValue();
            boolean over = !wanted.contains(entry.getKey()) || !key.isValid();
            if (over) {
                key.cancel();
                directories.remove(key);
            }
            return over;
        });
        wanted.stream().filter(directory -> !watched.containsKey(directory)).forEach(this::register);
    }

    private void register(Path directory) {
        try {
            WatchKey key = directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
            watched.put(directory, key);
            directories.put(key, directory);
        } catch (IOException e) {
            // not there yet, or out of watches: the next sweep tries again
            log.atDebug().addKeyValue("directory", directory).setCause(e).log("cannot watch a directory");
        } catch (ClosedWatchServiceException e) {
            log.atDebug().addKeyValue("directory", directory).log("the end has come, nothing is watched");
        }
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey key = service.take();
                Path directory = directories.get(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    report(directory, event);
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            log.atTrace().log("closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(@Nullable Path directory, WatchEvent<?> event) {
        if (event.kind().equals(ENTRY_MODIFY) && event.context() instanceof Path name && directory != null) {
            written.accept(directory.resolve(name));
        } else {
            changed.run(); // a name came or went, or events were missed
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
