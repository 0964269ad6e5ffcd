package io.podhelpers.gitsync;

import io.podhelpers.gitsync.attributes.Conversion;
import io.podhelpers.gitsync.lfs.LfsPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// One path of a worktree: what belongs there, and how the file looked when it was written.
///
/// Filled in by the thread that writes the file, read after all have been written.
final class IndexEntry {
    final String path;
    final FileMode mode;
    final ObjectId id;
    /// In the commit but, by the sparse patterns, not in the directory.
    final boolean skipped;

    private @Nullable LfsPointer large;
    private @Nullable Path content;
    private @Nullable Conversion conversion;
    private int writtenForm;
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

    /// Says that the blob is only a pointer.
    ///
    /// @param file where the content is, or will be before it is needed
    void standsFor(LfsPointer pointer, Path file) {
        large = pointer;
        content = file;
    }

    /// What the blob points to, or null if it is the content itself.
    @Nullable
    LfsPointer large() {
        return large;
    }

    /// Where a large file's content can be taken from.
    @Nullable
    Path content() {
        return content;
    }

    /// Says that the file is not the blob byte for byte.
    void isConvertedBy(Conversion how) {
        conversion = how;
        writtenForm = how.fingerprint();
    }

    /// How the blob becomes the file, or null if it is the file itself, or a pointer to it.
    @Nullable
    Conversion conversion() {
        return large == null ? conversion : null;
    }

    /// Which conversion the file was written with, 0 for none.
    int writtenForm() {
        return large == null ? writtenForm : 0;
    }

    void wasWrittenIn(int form) {
        writtenForm = form;
    }

    /// Whether this entry, as it was once written, is what the other one has to be. A large file may have been written
    /// as its pointer, which its length tells.
    boolean isSameContent(IndexEntry other) {
        LfsPointer pointer = other.large;
        return mode.getBits() == other.mode.getBits()
                && id.equals(other.id)
                && writtenForm() == other.writtenForm()
                && (pointer == null || size == (int) pointer.size());
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
