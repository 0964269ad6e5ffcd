package io.podhelpers.logshipper.follow;

import java.io.IOException;

/// The first bytes of a content by their checksum: it grows with the file up to [Mark#WINDOW] bytes, and is
/// known before a
/// byte was read.
///
/// @param length how many bytes are known; 0: none
/// @param checksum CRC-32C of them
public record Head(int length, int checksum) {
    public static final Head UNKNOWN = new Head(0, 0);

    /// The head of a content that begins with these bytes.
    static Head of(byte[] first, int length) {
        int known = Math.min(length, Mark.WINDOW);
        return new Head(known, Mark.checksum(first, 0, known));
    }

    /// Whether there is nothing more to learn.
    boolean isWhole() {
        return length == Mark.WINDOW;
    }

    /// Whether a content that begins with these bytes may be this one.
    boolean opens(byte[] first, int available) {
        return available >= length && Mark.checksum(first, 0, length) == checksum;
    }

    boolean isIn(LogBytes file) throws IOException {
        byte[] first = Mark.read(file, 0, length);
        return opens(first, first.length);
    }
}
