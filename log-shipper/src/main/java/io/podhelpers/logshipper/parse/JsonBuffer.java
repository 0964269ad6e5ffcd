package io.podhelpers.logshipper.parse;

import java.util.Arrays;
import java.util.Objects;

/// Bytes of JSON in a growing array: bulk copies of clean runs, a 256-entry table for the rest. One thread.
///
/// Whatever the input, the output is valid UTF-8: a byte that is none becomes U+FFFD.
public final class JsonBuffer {
    private static final byte CLEAN = 0;
    private static final byte UNICODE_ESCAPE = 1;
    private static final byte HIGH = 2;
    /// For each byte: clean, the letter behind a backslash, or one of the two above.
    private static final byte[] TREATMENT = new byte[256];

    private static final byte[] HEX = Bytes.ascii("0123456789abcdef");
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    static {
        Arrays.fill(TREATMENT, 0, 0x20, UNICODE_ESCAPE);
        Arrays.fill(TREATMENT, 0x80, 0x100, HIGH);
        TREATMENT[0x7f] = UNICODE_ESCAPE;
        TREATMENT['"'] = '"';
        TREATMENT['\\'] = '\\';
        TREATMENT['\n'] = 'n';
        TREATMENT['\r'] = 'r';
        TREATMENT['\t'] = 't';
    }

    private static final long CONTROLS = 0x20 * EightBytes.ONES;
    private static final long QUOTES = '"' * EightBytes.ONES;
    private static final long BACKSLASHES = '\\' * EightBytes.ONES;

    private byte[] bytes;
    private int length;

    public JsonBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /// The bytes so far are the first [#length] of this array, until the next write.
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public int capacity() {
        return bytes.length;
    }

    /// Forgets all from that length on.
    public void truncate(int to) {
        length = to;
    }

    public void put(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    public void put(byte[] source, int from, int to) {
        int more = to - from;
        reserve(more);
        System.arraycopy(source, from, bytes, length, more);
        length += more;
    }

    /// Writes the bytes as the inside of a JSON string.
    public void putText(byte[] source, int from, int to) {
        int clean = from;
        int at = endOfClean(source, from, to);
        while (at < to) {
            put(source, clean, at);
            clean = putTreated(TREATMENT[source[at] & 0xff], source, at, to);
            at = endOfClean(source, clean, to);
        }
        put(source, clean, to);
    }

    /// Writes the bytes as a JSON string if they can stand in one as they are; most texts can.
    boolean putIfClean(byte[] source, int from, int to) {
        if (endOfClean(source, from, to) < to) {
            return false;
        }
        int more = to - from;
        reserve(more + 2);
        bytes[length] = '"';
        System.arraycopy(source, from, bytes, length + 1, more);
        length += more + 2;
        bytes[length - 1] = '"';
        return true;
    }

    /// The first place of a byte that cannot stand in a JSON string as it is, or the end.
    private static int endOfClean(byte[] source, int from, int to) {
        Objects.checkFromToIndex(from, to, source.length);
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long unclean = unclean(EightBytes.at(source, at));
            if (unclean != 0) {
                return at + EightBytes.first(unclean);
            }
        }
        while (at < to && TREATMENT[source[at] & 0xff] == CLEAN) {
            at++;
        }
        return at;
    }

    /// The highest bit of the first of eight bytes that is not clean by the table, and perhaps of some behind it.
    private static long unclean(long bytes) {
        long control = bytes - CONTROLS & ~bytes;
        long deleteOrHigh = bytes + EightBytes.ONES | bytes;
        long quote = EightBytes.zeros(bytes ^ QUOTES);
        long backslash = EightBytes.zeros(bytes ^ BACKSLASHES);
        return (control | deleteOrHigh | quote | backslash) & EightBytes.HIGHS;
    }

    /// Writes bytes that are JSON already: as they are, except for what is no UTF-8, and a backslash that escapes
    /// nothing because the line was cut behind it.
    void putJson(byte[] source, int from, int to) {
        int clean = from;
        int at = from;
        while (at < to) {
            byte b = source[at];
            if (b >= 0x20 && b != '\\') {
                at++;
                continue;
            }
            boolean escape = b == '\\' && at + 1 < to;
            int end = escape ? at + 2 : b < 0 ? Utf8.sequenceEnd(source, at, to) : -1;
            if (end < 0) {
                put(source, clean, at);
                at = putTreated(TREATMENT[b & 0xff], source, at, to);
                clean = at;
            } else {
                at = end;
            }
        }
        put(source, clean, at);
    }

    private int putTreated(byte treatment, byte[] source, int at, int to) {
        switch (treatment) {
            case UNICODE_ESCAPE -> putUnicodeEscape(source[at]);
            case HIGH -> {
                int end = Utf8.sequenceEnd(source, at, to);
                if (end < 0) {
                    put(REPLACEMENT);
                    return at + 1;
                }
                put(source, at, end);
                return end;
            }
            default -> {
                reserve(2);
                bytes[length++] = '\\';
                bytes[length++] = treatment;
            }
        }
        return at + 1;
    }

    private void putUnicodeEscape(byte b) {
        put('\\');
        put('u');
        put('0');
        put('0');
        put(HEX[b >> 4 & 0xf]);
        put(HEX[b & 0xf]);
    }

    /// Makes room for so many more bytes.
    public void reserve(int more) {
        if (bytes.length - length < more) {
            int least = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, Math.max(least, length + (length >> 1)));
        }
    }
}
