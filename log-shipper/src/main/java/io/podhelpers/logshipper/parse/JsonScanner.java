package io.podhelpers.logshipper.parse;

/// Walks over JSON in a byte array without making objects of it. Strict: what it accepts may be copied to a receiver.
final class JsonScanner {
    private static final int DEEPEST = 64;
    private static final byte[] TRUE = Bytes.ascii("true");
    private static final byte[] FALSE = Bytes.ascii("false");
    private static final byte[] NULL = Bytes.ascii("null");

    private JsonScanner() {}

    static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /// Where the value that begins here ends, or -1 if it is none.
    static int valueEnd(byte[] bytes, int from, int to) {
        return valueEnd(bytes, from, to, 0);
    }

    private static int valueEnd(byte[] bytes, int from, int to, int depth) {
        if (from >= to || depth > DEEPEST) {
            return -1;
        }
        return switch (bytes[from]) {
            case '"' -> stringEnd(bytes, from, to);
            case '{', '[' -> containerEnd(bytes, from, to, depth);
            case 't' -> wordEnd(bytes, from, to, TRUE);
            case 'f' -> wordEnd(bytes, from, to, FALSE);
            case 'n' -> wordEnd(bytes, from, to, NULL);
            default -> numberEnd(bytes, from, to);
        };
    }

    private static int wordEnd(byte[] bytes, int from, int to, byte[] word) {
        return Bytes.startsWith(bytes, from, to, word) ? from + word.length : -1;
    }

    /// Where the string ends whose opening quote is here, its closing quote included.
    static int stringEnd(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && bytes[at] != '"') {
            if (bytes[at] >= 0 && bytes[at] < 0x20) {
                return -1;
            }
            at = bytes[at] == '\\' ? escapeEnd(bytes, at, to) : at + 1;
            if (at < 0) {
                return -1;
            }
        }
        return at < to ? at + 1 : -1;
    }

    private static int escapeEnd(byte[] bytes, int at, int to) {
        if (at + 1 >= to) {
            return -1;
        }
        if (bytes[at + 1] == 'u') {
            for (int i = at + 2; i < at + 6; i++) {
                if (i >= to || Character.digit(bytes[i], 16) < 0) {
                    return -1;
                }
            }
            return at + 6;
        }
        return "\"\\/bfnrt".indexOf(bytes[at + 1]) >= 0 ? at + 2 : -1;
    }

    private static int containerEnd(byte[] bytes, int from, int to, int depth) {
        boolean object = bytes[from] == '{';
        byte close = (byte) (object ? '}' : ']');
        int at = skipSpace(bytes, from + 1, to);
        if (at < to && bytes[at] == close) {
            return at + 1;
        }
        while (at < to) {
            if (object) {
                at = keyEnd(bytes, at, to);
            }
            at = at < 0 ? -1 : valueEnd(bytes, at, to, depth + 1);
            if (at < 0) {
                return -1;
            }
            at = skipSpace(bytes, at, to);
            if (at < to && bytes[at] == close) {
                return at + 1;
            }
            if (at >= to || bytes[at] != ',') {
                return -1;
            }
            at = skipSpace(bytes, at + 1, to);
        }
        return -1;
    }

    /// Where the value begins behind the key that begins here, or -1.
    static int keyEnd(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '"') {
            return -1;
        }
        int end = stringEnd(bytes, from, to);
        int colon = end < 0 ? to : skipSpace(bytes, end, to);
        return colon < to && bytes[colon] == ':' ? skipSpace(bytes, colon + 1, to) : -1;
    }

    private static int numberEnd(byte[] bytes, int from, int to) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int whole = digitsEnd(bytes, at, to);
        if (whole == at || (bytes[at] == '0' && whole > at + 1)) {
            return -1;
        }
        at = whole;
        if (at < to && bytes[at] == '.') {
            int end = digitsEnd(bytes, at + 1, to);
            if (end == at + 1) {
                return -1;
            }
            at = end;
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            int digits = at + 1 < to && (bytes[at + 1] == '+' || bytes[at + 1] == '-') ? at + 2 : at + 1;
            int end = digitsEnd(bytes, digits, to);
            return end == digits ? -1 : end;
        }
        return at;
    }

    private static int digitsEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Bytes.isDigit(bytes[at])) {
            at++;
        }
        return at;
    }
}
