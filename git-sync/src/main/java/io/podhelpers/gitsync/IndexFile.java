package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// git's index (gitformat-index, version 3): how the files of a worktree looked when they were written.
///
/// Written here and not by JGit, which cannot mark a path as left out by a sparse checkout.
final class IndexFile {
    private static final int SIGNATURE = 0x44495243; // DIRC
    private static final int VERSION = 3;
    private static final int HEADER_BYTES = 12;
    private static final int EXTENDED = 0x4000;
    private static final int SKIP_WORKTREE = 0x4000;
    private static final int LONGEST_NAME = 0xfff;
    private static final int FIXED_BYTES = 62;
    private static final int CONVERTED = 0x70686376; // no device that git would note has this number

    private IndexFile() {}

    /// Writes the entries, which are in git's order, so that the file is there whole or not at all.
    static void write(Path file, List<IndexEntry> entries) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".git-sync-tmp");
        MessageDigest digest = Constants.newMessageDigest();
        try (DataOutputStream out = new DataOutputStream(
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16), digest))) {
            out.writeInt(SIGNATURE);
            out.writeInt(VERSION);
            out.writeInt(entries.size());
            for (IndexEntry entry : entries) {
                write(out, entry);
            }
            out.write(digest.digest());
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    // user, group and change time are 0: with core.checkStat=minimal git does not compare them, nor device and inode,
    // which say how a file was converted
    private static void write(DataOutputStream out, IndexEntry entry) throws IOException {
        byte[] path = entry.path.getBytes(UTF_8);
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        entry.id.copyRawTo(id, 0);
        out.writeLong(0);
        out.writeInt((int) entry.mtimeSeconds());
        out.writeInt(entry.mtimeNanos());
        out.writeInt(entry.writtenForm() == 0 ? 0 : CONVERTED);
        out.writeInt(entry.writtenForm());
        out.writeInt(entry.mode.getBits());
        out.writeLong(0);
        out.writeInt(entry.size());
        out.write(id);
        out.writeShort(Math.min(path.length, LONGEST_NAME) | (entry.skipped ? EXTENDED : 0));
        if (entry.skipped) {
            out.writeShort(SKIP_WORKTREE);
        }
        out.write(path);
        int bytes = FIXED_BYTES + path.length + (entry.skipped ? 2 : 0);
        out.write(new byte[8 - bytes % 8]);
    }

    /// Reads an index, also one that git wrote (version 2 or 3); nothing if it is missing, damaged or of another
    /// version.
    /// JGit's own reader would forget the looks of each file that was written shortly before the index.
    static Optional<List<IndexEntry>> read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return isWhole(bytes) ? Optional.of(entries(ByteBuffer.wrap(bytes))) : Optional.empty();
        } catch (IOException | BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(byte[] bytes) {
        int content = bytes.length - Constants.OBJECT_ID_LENGTH;
        if (content < HEADER_BYTES) {
            return false;
        }
        MessageDigest digest = Constants.newMessageDigest();
        digest.update(bytes, 0, content);
        return Arrays.equals(digest.digest(), Arrays.copyOfRange(bytes, content, bytes.length));
    }

    private static List<IndexEntry> entries(ByteBuffer in) {
        int signature = in.getInt();
        int version = in.getInt();
        if (signature != SIGNATURE || version < 2 || version > VERSION) {
            throw new IllegalArgumentException("index version " + version + " (expected: 2 or 3)");
        }
        int count = in.getInt();
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(in));
        }
        return entries;
    }

    private static IndexEntry entry(ByteBuffer in) {
        int start = in.position();
        in.position(start + 8);
        Instant modified = Instant.ofEpochSecond(in.getInt(), in.getInt());
        boolean converted = in.getInt() == CONVERTED;
        int form = in.getInt();
        FileMode mode = FileMode.fromBits(in.getInt());
        in.position(start + 36);
        long size = Integer.toUnsignedLong(in.getInt());
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        in.get(id);
        boolean extended = (in.getShort() & EXTENDED) != 0;
        boolean skipped = extended && (in.getShort() & SKIP_WORKTREE) != 0;
        String path = untilNul(in);
        int bytes = in.position() - start;
        in.position(start + bytes + 8 - bytes % 8);
        IndexEntry entry = new IndexEntry(path, mode, ObjectId.fromRaw(id), skipped);
        entry.wrote(modified, size);
        entry.wasWrittenIn(converted ? form : 0);
        return entry;
    }

    private static String untilNul(ByteBuffer in) {
        int start = in.position();
        int end = start;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] path = new byte[end - start];
        in.get(path);
        return new String(path, UTF_8);
    }

    /// The entry of a path, or null; the entries are in git's order, as bytes.
    static @Nullable IndexEntry find(List<IndexEntry> entries, String path) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareBytes(entries.get(middle).path, path);
            if (order == 0) {
                return entries.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
