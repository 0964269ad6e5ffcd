package io.podhelpers.logshipper.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The files that records are appended to, each open once, however many pipelines write to it: as a sink or for
/// dead letters. Any thread.
public final class SharedFiles {
    private final Map<Path, Shared> files = new HashMap<>();

    /// A sink that appends to the file; the last that is closed closes the file.
    public synchronized Sink open(Path path) {
        Shared shared = files.computeIfAbsent(path.toAbsolutePath().normalize(), key -> new Shared(key, path));
        shared.users++;
        return shared;
    }

    private synchronized boolean isLast(Shared file) {
        file.users--;
        if (file.users == 0) {
            files.remove(file.key);
        }
        return file.users == 0;
    }

    /// One file; its lock keeps batches whole.
    private final class Shared implements Sink {
        private final Path key;
        private final FileSink file;
        private int users;

        Shared(Path key, Path path) {
            this.key = key;
            this.file = new FileSink(path);
        }

        @Override
        public SendOutcome send(Records records, int first, int end) {
            synchronized (file) {
                return file.send(records, first, end);
            }
        }

        @Override
        public void settle() throws IOException {
            file.settle();
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public void close() throws IOException {
            if (isLast(this)) {
                file.close();
            }
        }
    }
}
