package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Reads all files of what the link leads to, over and over.
final class WholeReader implements AutoCloseable {
    private static final long PAUSE_NANOS = 200_000; // leaves the processors to those who write

    private final Path link;
    private final List<String> paths;
    private final List<String> faults = new ArrayList<>(); // under this object's lock
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread thread;
    private volatile int newest = -1;

    /// @param files how many files each revision has, as [Revisions#path] names them
    WholeReader(Path link, int files) {
        this(link, files, List.of());
    }

    /// @param more paths of other files that each revision has
    WholeReader(Path link, int files, List<String> more) {
        this.link = link;
        this.paths = Stream.concat(IntStream.range(0, files).mapToObj(Revisions::path), more.stream())
                .toList();
        this.thread = Thread.ofPlatform().start(this::work);
    }

    private void work() {
        boolean seen = false;
        while (!stop.get()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            Path target;
            try {
                target = link.resolveSibling(Files.readSymbolicLink(link));
                seen = true;
            } catch (IOException e) {
                if (seen) {
                    add("no link: " + e);
                }
                continue;
            }
            read(target);
        }
    }

    private void read(Path target) {
        try {
            int revision = number(target, paths.getFirst());
            for (String path : paths) {
                int other = number(target, path);
                if (other != revision) {
                    add("mixed: " + revision + " and, in " + path + ", " + other);
                }
            }
            if (revision < newest) {
                add("older: " + revision + " after " + newest);
            }
            newest = Math.max(newest, revision);
        } catch (IOException e) {
            // an old worktree goes away under its reader; a published one must not
            if (isStillPublished(target)) {
                add("missing: " + e);
            }
        }
    }

    private boolean isStillPublished(Path target) {
        try {
            return link.resolveSibling(Files.readSymbolicLink(link)).equals(target);
        } catch (IOException e) {
            return true;
        }
    }

    private static int number(Path target, String path) throws IOException {
        String text = Files.readString(target.resolve(path));
        return Integer.parseInt(text.substring(0, text.indexOf('\n')));
    }

    private synchronized void add(String fault) {
        if (faults.size() < 10) {
            faults.add(fault);
        }
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /// The newest revision that was read whole.
    int newest() {
        return newest;
    }

    @Override
    public void close() {
        stop.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
