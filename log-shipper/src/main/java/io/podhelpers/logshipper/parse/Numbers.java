package io.podhelpers.logshipper.parse;

/// What counts as a number in a log line.
final class Numbers {
    private static final int MOST_DIGITS = 18;

    private Numbers() {}

    /// Digits with at most one point between them.
    static boolean isDecimal(byte[] bytes, int from, int to) {
        int point = Bytes.indexOf(bytes, from, to, (byte) '.');
        if (point < 0) {
            return Bytes.areDigits(bytes, from, to);
        }
        return Bytes.areDigits(bytes, from, point) && Bytes.areDigits(bytes, point + 1, to);
    }

    /// Where a number's digits begin that JSON allows: no leading zeros (nginx's status 000 is 0).
    static int significant(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 1 < to && bytes[at] == '0' && Bytes.isDigit(bytes[at + 1])) {
            at++;
        }
        return at;
    }

    /// Whether receivers can hold it in 64 bits.
    static boolean fits(int from, int to) {
        return to - from <= MOST_DIGITS;
    }

    /// The value of some digits.
    static int value(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
