package io.podhelpers.logshipper.follow;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/// What a compressed log holds, known without decompressing more than its first bytes.
///
/// Its name, inode and the program that compressed it do not matter: a copy that was moved to another disk is
/// the same.
///
/// @param head the first bytes that it holds
/// @param crc32 checksum of all that it holds, from its last bytes
/// @param length how many bytes it holds, modulo 2³², from there as well
public record GzipFingerprint(Head head, int crc32, int length) {
    private static final int TRAILER = 8;
    /// Deflate needs at most so many bytes for a window's worth, its tables and the header's file name included.
    private static final int ENOUGH = 16 * 1024;

    private static final int PIECE = 16 * 1024;

    /// @throws IOException if it is no gzip file, or not yet
    static GzipFingerprint of(FileChannel file) throws IOException {
        long size = file.size();
        if (size < TRAILER) {
            throw new EOFException("no gzip file yet");
        }
        byte[] first = read(file, 0, (int) Math.min(size, ENOUGH));
        ByteBuffer trailer =
                ByteBuffer.wrap(read(file, size - TRAILER, TRAILER)).order(ByteOrder.LITTLE_ENDIAN);
        return new GzipFingerprint(head(first), trailer.getInt(), trailer.getInt());
    }

    long unsignedLength() {
        return Integer.toUnsignedLong(length);
    }

    /// Whether a log begins with all that the compressed file holds.
    boolean isOf(LogBytes log) throws IOException {
        long most = unsignedLength();
        if (most > log.size() || !head.isIn(log)) {
            return false;
        }
        CRC32 sum = new CRC32();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long at = 0;
        while (at < most) {
            piece.clear().limit((int) Math.min(PIECE, most - at));
            int read = log.read(piece, at);
            if (read <= 0) {
                return false;
            }
            sum.update(piece.flip());
            at += read;
        }
        return (int) sum.getValue() == crc32;
    }

    boolean isEmpty() {
        return head.length() == 0;
    }

    private static byte[] read(FileChannel file, long from, int length) throws IOException {
        return Mark.read(new LogBytes.Plain(file), from, length);
    }

    private static Head head(byte[] compressed) throws IOException {
        // zeros behind what was read: the decompressor may ask for more than it needs
        InputStream padded = new SequenceInputStream(
                new ByteArrayInputStream(compressed), new ByteArrayInputStream(new byte[TRAILER]));
        try (GZIPInputStream in = new GZIPInputStream(padded)) {
            byte[] bytes = new byte[Mark.WINDOW];
            int length = 0;
            int read = 0;
            while (read >= 0 && length < bytes.length) {
                length += read;
                read = in.read(bytes, length, bytes.length - length);
            }
            return Head.of(bytes, length);
        }
    }
}
