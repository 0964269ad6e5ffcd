package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Bytes that stand in a line as they are.
final class Literal {
    private final byte[] bytes;

    Literal(String text) {
        bytes = text.getBytes(UTF_8);
    }

    int length() {
        return bytes.length;
    }

    boolean beginsAt(byte[] line, int from, int to) {
        return Bytes.startsWith(line, from, to, bytes);
    }

    /// The first place at or behind `from` that is not in an escape of a JSON string, or -1.
    int indexOutsideEscapes(byte[] line, int from, int to) {
        int at = from;
        while (at + bytes.length <= to) {
            if (line[at] == '\\') {
                at += 2;
            } else if (beginsAt(line, at, to)) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    /// The first place at or behind `from`, or -1.
    int indexIn(byte[] line, int from, int to) {
        return Bytes.indexOf(line, from, to, bytes);
    }
}
