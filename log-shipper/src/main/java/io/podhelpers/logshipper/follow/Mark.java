package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// A place in a file that can be recognised again: the offset and a checksum of the bytes before it.
///
/// The checksum covers the last [#WINDOW] bytes before the offset, so of a small file all of them.
///
/// @param offset how many bytes of the file lie before this place
/// @param checksum CRC-32C of the window before it
/// @param insideLine whether the rest of the line is to be skipped: its beginning was shipped or dropped as
/// too long
public record Mark(long offset, int checksum, boolean insideLine) {
    public static final int WINDOW = 1024;
    static final Mark START = new Mark(0, 0, false);

    /// How many bytes before an offset are looked at.
    static int window(long offset) {
        return (int) Math.min(offset, WINDOW);
    }

    /// The mark at an offset whose window lies in an array, ending before `to`.
    static Mark at(long offset, byte[] bytes, int to, boolean insideLine) {
        return new Mark(offset, checksum(bytes, to - window(offset), to), insideLine);
    }

    static int checksum(byte[] bytes, int from, int to) {
        if (from == to) {
            return 0;
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, to - from);
        return (int) sum.getValue();
    }

    /// The mark at an offset of a file as it is now; if the file is shorter, the mark that matches no file.
    static Mark take(LogBytes file, long offset) throws IOException {
        int window = window(offset);
        byte[] bytes = read(file, offset - window, window);
        return new Mark(offset, bytes.length < window ? 0 : checksum(bytes, 0, window), false);
    }

    /// Whether the file still has, before this offset, the bytes that the mark was taken of.
    boolean isIn(LogBytes file) throws IOException {
        int window = window(offset);
        byte[] bytes = read(file, offset - window, window);
        return bytes.length == window && checksum(bytes, 0, window) == checksum;
    }

    /// Bytes of a file; fewer at its end.
    static byte[] read(LogBytes file, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) > 0) {
            // until the window is full or the file ends
        }
        return buffer.hasRemaining() ? java.util.Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }
}
