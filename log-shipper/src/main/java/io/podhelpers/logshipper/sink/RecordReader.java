package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.util.Arrays;

/// Reads the pairs of one JSON object as spans of its bytes: what a sink needs that sends a record in another form
/// than it has, and what receivers answer.
///
/// The JSON is taken to be valid: it is our own, or that of a receiver, of which nothing but numbers and messages
/// is believed. One thread.
final class RecordReader {
    /// What a value is.
    enum Kind {
        STRING,
        NUMBER,
        /// An object, an array, `true`, `false` or `null`.
        OTHER
    }

    private byte[] bytes = new byte[0];
    private int at;
    private int to;
    private int keyFrom;
    private int keyTo;
    private int valueFrom;
    private int valueTo;
    private Kind kind = Kind.OTHER;

    /// Begins an object; `from` is its opening brace.
    void open(byte[] json, int from, int end) {
        bytes = json;
        at = from + 1;
        to = end;
    }

    /// Goes to the next pair.
    ///
    /// @return false at the end of the object
    boolean next() {
        at = skip(bytes, at, to);
        if (at >= to || bytes[at] != '"') {
            return false;
        }
        keyFrom = at + 1;
        keyTo = stringEnd(bytes, keyFrom, to);
        at = skip(bytes, keyTo + 1, to);
        value();
        return true;
    }

    private void value() {
        int end = valueEnd(bytes, at, to);
        byte first = at < to ? bytes[at] : 0;
        boolean string = first == '"';
        kind = string ? Kind.STRING : first == '-' || (first >= '0' && first <= '9') ? Kind.NUMBER : Kind.OTHER;
        valueFrom = string ? at + 1 : at;
        valueTo = string ? end - 1 : end;
        at = end;
    }

    /// The next place that is no white space, comma or colon.
    static int skip(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && ((bytes[at] <= ' ' && bytes[at] >= 0) || bytes[at] == ',' || bytes[at] == ':')) {
            at++;
        }
        return at;
    }

    /// The place behind the value that begins here.
    static int valueEnd(byte[] bytes, int from, int to) {
        int depth = 0;
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            if (b == '"') {
                at = stringEnd(bytes, at + 1, to);
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
                if (depth < 0) {
                    return at; // the end of what holds a bare value
                }
            } else if (depth == 0 && (b == ',' || (b >= 0 && b <= ' '))) {
                return at;
            }
            at++;
            if (depth == 0 && (b == '"' || b == '}' || b == ']')) {
                return Math.min(at, to);
            }
        }
        return to;
    }

    /// The closing quote of the string whose inside begins here.
    static int stringEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    Kind kind() {
        return kind;
    }

    boolean isKey(byte[] name) {
        return Arrays.equals(bytes, keyFrom, keyTo, name, 0, name.length);
    }

    int keyFrom() {
        return keyFrom;
    }

    int keyTo() {
        return keyTo;
    }

    /// Where the value begins; of a string, its inside.
    int valueFrom() {
        return valueFrom;
    }

    int valueTo() {
        return valueTo;
    }

    /// The place behind the pair.
    int end() {
        return at;
    }

    /// Writes the bytes that the inside of a JSON string stands for.
    static void unescape(byte[] bytes, int from, int to, JsonBuffer out) {
        int clean = from;
        int at = from;
        while (at < to) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            out.put(bytes, clean, at);
            at = escape(bytes, at + 1, to, out);
            clean = at;
        }
        out.put(bytes, clean, at);
    }

    private static int escape(byte[] bytes, int at, int to, JsonBuffer out) {
        switch (bytes[at]) {
            case 'n' -> out.put('\n');
            case 'r' -> out.put('\r');
            case 't' -> out.put('\t');
            case 'b' -> out.put('\b');
            case 'f' -> out.put('\f');
            case 'u' -> {
                return unicode(bytes, at + 1, to, out);
            }
            default -> out.put(bytes[at]);
        }
        return at + 1;
    }

    private static int unicode(byte[] bytes, int at, int to, JsonBuffer out) {
        int high = hex(bytes, at, to);
        int next = at + 4;
        int code = high;
        if (high >= 0xd800 && high < 0xdc00 && next + 1 < to && bytes[next] == '\\' && bytes[next + 1] == 'u') {
            int low = hex(bytes, next + 2, to);
            if (low >= 0xdc00 && low < 0xe000) {
                code = Character.toCodePoint((char) high, (char) low);
                next += 6;
            }
        }
        utf8(code >= 0xd800 && code < 0xe000 ? 0xfffd : code, out);
        return next;
    }

    private static int hex(byte[] bytes, int at, int to) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = (value << 4) | (i < to ? Math.max(0, Character.digit(bytes[i], 16)) : 0);
        }
        return value;
    }

    private static void utf8(int code, JsonBuffer out) {
        if (code < 0x80) {
            out.put(code);
        } else if (code < 0x800) {
            out.put(0xc0 | (code >> 6));
            out.put(0x80 | (code & 0x3f));
        } else if (code < 0x10000) {
            out.put(0xe0 | (code >> 12));
            out.put(0x80 | ((code >> 6) & 0x3f));
            out.put(0x80 | (code & 0x3f));
        } else {
            out.put(0xf0 | (code >> 18));
            out.put(0x80 | ((code >> 12) & 0x3f));
            out.put(0x80 | ((code >> 6) & 0x3f));
            out.put(0x80 | (code & 0x3f));
        }
    }
}
