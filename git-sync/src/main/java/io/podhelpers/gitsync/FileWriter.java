package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.gitsync.attributes.Conversion;
import io.podhelpers.gitsync.lfs.LfsDownloads;
import io.podhelpers.gitsync.lfs.LfsPointer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/// Writes one file of a commit as git would: plain, executable, or a symlink. One thread for each writer.
final class FileWriter implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PLAIN = permissions("rw-rw-rw-");
    private static final FileAttribute<Set<PosixFilePermission>> EXECUTABLE = permissions("rwxrwxrwx");
    private static final int PIECE = 1 << 16;

    private final ObjectReader reader;
    private final boolean groupWrite;

    FileWriter(ObjectReader reader, boolean groupWrite) {
        this.reader = reader;
        this.groupWrite = groupWrite;
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /// Writes a file that is not there yet: whatever is in its place is an error, so nothing is ever written through a
    /// symlink of the same tree.
    void create(Path directory, IndexEntry entry) throws IOException {
        writeNew(directory.resolve(entry.path), entry);
        entry.look(directory);
    }

    /// Writes a file in place of what is there, so that a reader sees the old one or the new one.
    void replace(Path directory, IndexEntry entry) throws IOException {
        Path file = directory.resolve(entry.path);
        makeRoom(directory, entry.path);
        Path temporary = file.resolveSibling(".git-sync-tmp");
        FileTrees.delete(temporary);
        writeNew(temporary, entry);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            FileTrees.delete(file);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        entry.look(directory);
    }

    private static void makeRoom(Path directory, String path) throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            FileTrees.makeDirectory(directory.resolve(path.substring(0, slash)));
        }
    }

    private void writeNew(Path file, IndexEntry entry) throws IOException {
        ObjectLoader blob = reader.open(entry.id, Constants.OBJ_BLOB);
        if (entry.isSymlink()) {
            Files.createSymbolicLink(file, file.getFileSystem().getPath(new String(blob.getBytes(), UTF_8)));
            return;
        }
        FileAttribute<?> mode = entry.isExecutable() ? EXECUTABLE : PLAIN;
        Path large = entry.content();
        if (large == null || entry.isExecutable() || !link(large, file)) {
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode))) {
                if (large == null) {
                    copy(entry, blob, out);
                } else {
                    Files.copy(large, out);
                }
            }
        }
        if (groupWrite) {
            allowGroup(file);
        }
    }

    /// Takes a download as the file itself, so that it is not written twice.
    private static boolean link(Path large, Path file) throws IOException {
        try {
            Files.createLink(file, large);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // another file system, or one without links: then it is copied
            return false;
        }
    }

    private static void copy(IndexEntry entry, ObjectLoader blob, OutputStream out) throws IOException {
        Conversion conversion = entry.conversion();
        if (conversion != null) {
            conversion.write(entry.path, entry.id, blob, out);
            return;
        }
        if (blob.isLarge()) {
            blob.copyTo(out);
            return;
        }
        byte[] content = blob.getCachedBytes();
        // in pieces: the JDK keeps a buffer outside the heap as large as the largest write
        for (int at = 0; at < content.length; at += PIECE) {
            out.write(content, at, Math.min(PIECE, content.length - at));
        }
    }

    private static void allowGroup(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.add(PosixFilePermission.GROUP_WRITE)) {
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /// Whether the file there already is what the entry says, byte for byte.
    boolean isIdentical(Path directory, IndexEntry entry) throws IOException {
        Path file = directory.resolve(entry.path);
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return false;
        }
        if (entry.isSymlink()) {
            byte[] target = reader.open(entry.id, Constants.OBJ_BLOB).getBytes();
            return now.isSymbolicLink()
                    && Files.readSymbolicLink(file).toString().equals(new String(target, UTF_8));
        }
        return now.isRegularFile()
                && Files.isExecutable(file) == entry.isExecutable()
                && hasContent(file, now.size(), entry);
    }

    private boolean hasContent(Path file, long size, IndexEntry entry) throws IOException {
        LfsPointer large = entry.large();
        if (large != null) {
            return LfsDownloads.isContent(file, large);
        }
        if (entry.conversion() == null) {
            return ContentHash.ofBlob(file, size).equals(entry.id);
        }
        MessageDigest converted = Constants.newMessageDigest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), converted)) {
            copy(entry, reader.open(entry.id, Constants.OBJ_BLOB), out);
        }
        return Arrays.equals(converted.digest(), ContentHash.ofFile(file));
    }

    @Override
    public void close() {
        reader.close();
    }
}
