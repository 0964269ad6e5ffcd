package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/// One path of a worktree: what belongs there, and how the file looked when it was written.
///
/// Filled in by the thread that writes the file, read after all have been written.
final class IndexEntry {
    final String path;
    final FileMode mode;
    final ObjectId id;
    /// In the commit but, by the sparse patterns, not in the directory.
    final boolean skipped;

    private long mtimeSeconds;
    private int mtimeNanos;
    private int size;

    IndexEntry(String path, FileMode mode, ObjectId id, boolean skipped) {
        this.path = path;
        this.mode = mode;
        this.id = id;
        this.skipped = skipped;
    }

    boolean isSubmodule() {
        return FileMode.GITLINK.equals(mode.getBits());
    }

    boolean isSymlink() {
        return FileMode.SYMLINK.equals(mode.getBits());
    }

    boolean isExecutable() {
        return FileMode.EXECUTABLE_FILE.equals(mode.getBits());
    }

    boolean isSameContent(IndexEntry other) {
        return mode.getBits() == other.mode.getBits() && id.equals(other.id);
    }

    void wrote(Instant modified, long bytes) {
        mtimeSeconds = modified.getEpochSecond();
        mtimeNanos = modified.getNano();
        size = (int) bytes; // git's index has 32 bits, too
    }

    void copyLook(IndexEntry other) {
        mtimeSeconds = other.mtimeSeconds;
        mtimeNanos = other.mtimeNanos;
        size = other.size;
    }

    /// Takes the looks of the file as it is now.
    void look(Path directory) throws IOException {
        BasicFileAttributes now = attributes(directory);
        wrote(now.lastModifiedTime().toInstant(), now.size());
    }

    /// Whether the file still looks as it did when it was written.
    boolean isUntouched(Path directory) {
        if (skipped || isSubmodule()) {
            return true;
        }
        try {
            BasicFileAttributes now = attributes(directory);
            Instant modified = now.lastModifiedTime().toInstant();
            boolean kind = isSymlink() ? now.isSymbolicLink() : now.isRegularFile();
            return kind
                    && (int) now.size() == size
                    && modified.getEpochSecond() == mtimeSeconds
                    && modified.getNano() == mtimeNanos;
        } catch (IOException e) {
            // gone, or no longer to be read: either way not as we left it
            return false;
        }
    }

    private BasicFileAttributes attributes(Path directory) throws IOException {
        return Files.readAttributes(directory.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    long mtimeSeconds() {
        return mtimeSeconds;
    }

    int mtimeNanos() {
        return mtimeNanos;
    }

    int size() {
        return size;
    }
}
