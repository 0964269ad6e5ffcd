package io.podhelpers.logshipper.parse;

import io.podhelpers.logshipper.parse.FieldName.Kind;

/// Whether bytes are what a field of a kind has to be.
final class FieldShape {
    private static final int TIME_LOCAL_LENGTH = 26;

    private FieldShape() {}

    static boolean fits(Kind kind, byte[] bytes, int from, int to) {
        return switch (kind) {
            case ESCAPED_TEXT, TEXT, JSON_TEXT, JSON_VALUE, NUMBER_OR_TEXT, TIME_ISO -> true;
            case INTEGER -> Bytes.areDigits(bytes, from, to);
            case DECIMAL, TIME_EPOCH -> Numbers.isDecimal(bytes, from, to);
            case TIME_LOCAL -> to - from == TIME_LOCAL_LENGTH && Timestamps.isTimeLocal(bytes, from);
            case TIME_ERROR_LOG -> false;
        };
    }
}
