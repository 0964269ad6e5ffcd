package io.podhelpers.gitsync;

import io.podhelpers.gitsync.lfs.LfsPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// Fills an empty directory with the files of a commit, several at a time.
///
/// A file that an earlier worktree already has, and that nobody touched there, is linked instead of written: that is
/// fast,
/// takes no space, and keeps its modification time, so a web server's ETag survives the update.
final class TreeCheckout {
    private static final int PIECE = 128;
    private static final int MOST_WORKERS = 4;

    /// An earlier worktree.
    record Earlier(Path directory, List<IndexEntry> entries) {}

    private final Repository repository;
    private final Path target;
    private final @Nullable Earlier earlier;
    private final boolean groupWrite;
    private final PassLimit limit;

    TreeCheckout(Repository repository, Path target, @Nullable Earlier earlier, boolean groupWrite, PassLimit limit) {
        this.repository = repository;
        this.target = target;
        this.earlier = earlier;
        this.groupWrite = groupWrite;
        this.limit = limit;
    }

    /// Writes all entries; each then knows how its file looks.
    void write(List<IndexEntry> entries) throws IOException, InterruptedException {
        makeDirectories(entries);
        int pieces = (entries.size() + PIECE - 1) / PIECE;
        int workers = Math.clamp(
                pieces, 1, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));
        if (workers == 1) {
            writePiece(entries);
            return;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> written = new ArrayList<>();
            for (int from = 0; from < entries.size(); from += PIECE) {
                List<IndexEntry> piece = entries.subList(from, Math.min(from + PIECE, entries.size()));
                written.add(pool.submit(() -> {
                    writePiece(piece);
                    return null;
                }));
            }
            await(written, pool);
        }
    }

    private static void await(List<Future<?>> written, ExecutorService pool) throws IOException, InterruptedException {
        try {
            for (Future<?> piece : written) {
                piece.get();
            }
        } catch (ExecutionException e) {
            pool.shutdownNow();
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException fault -> throw fault;
                case null, default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            throw e;
        }
    }

    /// Each directory is made before any file: a tree that names a file and a directory alike fails here or there, and
    /// nothing is written through a link.
    private void makeDirectories(List<IndexEntry> entries) throws IOException {
        String last = "";
        for (IndexEntry entry : entries) {
            if (entry.skipped) {
                continue;
            }
            String directory = entry.isSubmodule() ? entry.path : parentOf(entry.path);
            if (!directory.equals(last)) {
                makeDirectory(directory, last);
                last = directory;
            }
        }
    }

    private void makeDirectory(String directory, String last) throws IOException {
        for (int end = directory.indexOf('/'); ; end = directory.indexOf('/', end + 1)) {
            String part = end < 0 ? directory : directory.substring(0, end);
            if (!part.isEmpty() && !(last + "/").startsWith(part + "/")) {
                Path path = target.resolve(part);
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(path);
                    allowGroup(path);
                }
            }
            if (end < 0) {
                return;
            }
        }
    }

    private void allowGroup(Path directory) throws IOException {
        if (groupWrite) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            if (permissions.add(PosixFilePermission.GROUP_WRITE)) {
                Files.setPosixFilePermissions(directory, permissions);
            }
        }
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private void writePiece(List<IndexEntry> piece) throws IOException {
        try (FileWriter writer = new FileWriter(repository.newObjectReader(), groupWrite)) {
            for (IndexEntry entry : piece) {
                limit.check();
                if (!entry.skipped && !entry.isSubmodule() && !link(entry)) {
                    writer.create(target, entry);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Whether an earlier worktree has the file as it has to be.
    boolean hasEarlier(IndexEntry entry) {
        return earlierOf(entry) != null;
    }

    private @Nullable IndexEntry earlierOf(IndexEntry entry) {
        if (earlier == null) {
            return null;
        }
        IndexEntry old = IndexFile.find(earlier.entries(), entry.path);
        boolean fits = old != null && !old.skipped && old.isSameContent(entry) && old.isUntouched(earlier.directory());
        return fits ? old : null;
    }

    private boolean link(IndexEntry entry) {
        IndexEntry old = earlierOf(entry);
        if (old == null || earlier == null) {
            return false;
        }
        try {
            Files.createLink(target.resolve(entry.path), earlier.directory().resolve(entry.path));
            entry.copyLook(old);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // another file system, another owner, too many links: then it is written
            LfsPointer large = entry.large();
            if (large != null) {
                entry.standsFor(large, earlier.directory().resolve(entry.path)); // its content was not brought
            }
            return false;
        }
    }
}
