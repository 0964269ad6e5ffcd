package io.podhelpers.logshipper.parse;

import java.time.ZoneId;
import java.util.Arrays;

/// Keeps the last time as it stood in the line and what became of it: a busy log has thousands of lines a
/// second with
/// the same bytes.
final class TimeCache {
    private static final int ERROR_TIME_LENGTH = 19;

    private final ZoneId zone;
    private byte[] raw = new byte[0];
    private byte[] iso = new byte[0];

    TimeCache(ZoneId zone) {
        this.zone = zone;
    }

    /// The time in ISO 8601; shared, not to be changed.
    byte[] iso(FieldName.Kind kind, byte[] bytes, int from, int to) {
        if (!Arrays.equals(bytes, from, to, raw, 0, raw.length)) {
            iso = convert(kind, bytes, from, to);
            raw = Arrays.copyOfRange(bytes, from, to);
        }
        return iso;
    }

    private byte[] convert(FieldName.Kind kind, byte[] bytes, int from, int to) {
        return switch (kind) {
            case TIME_LOCAL -> Timestamps.fromTimeLocal(bytes, from);
            case TIME_ERROR_LOG -> Timestamps.fromErrorTime(bytes, from, zone);
            case TIME_EPOCH -> Timestamps.fromEpoch(bytes, from, to);
            case TIME_ISO, TEXT, ESCAPED_TEXT, JSON_TEXT, JSON_VALUE, INTEGER, DECIMAL, NUMBER_OR_TEXT ->
                Arrays.copyOfRange(bytes, from, to);
        };
    }

    static int errorTimeLength() {
        return ERROR_TIME_LENGTH;
    }
}
