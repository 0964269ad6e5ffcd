package io.podhelpers.logshipper.parse;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Searches in byte arrays.
public final class Bytes {
    private Bytes() {}

    /// The first place of a byte, or -1.
    public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        Objects.checkFromToIndex(from, Math.max(from, to), bytes.length);
        long each = (wanted & 0xff) * EightBytes.ONES;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long found = EightBytes.zeros(EightBytes.at(bytes, at) ^ each);
            if (found != 0) {
                return at + EightBytes.first(found);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /// The first place of a sequence, or -1.
    static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
        int last = to - wanted.length;
        int at = from;
        while (at <= last) {
            at = indexOf(bytes, at, last + 1, wanted[0]);
            if (at < 0 || startsWith(bytes, at, to, wanted)) {
                return at;
            }
            at++;
        }
        return -1;
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
        if (to - from < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) { // what is looked for is short
            if (bytes[from + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /// Whether there is at least one byte and all are digits.
    static boolean areDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return from < to;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
