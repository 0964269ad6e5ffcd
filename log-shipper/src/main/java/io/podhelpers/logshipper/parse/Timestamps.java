package io.podhelpers.logshipper.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// From nginx's forms of a time to ISO 8601 with its zone. Slow and exact: callers keep the last answer.
final class Timestamps {
    private static final byte[] MONTHS = Bytes.ascii("JanFebMarAprMayJunJulAugSepOctNovDec");
    private static final byte[] LOCAL_SHAPE = Bytes.ascii("00/aaa/0000:00:00:00 +0000");
    private static final byte[] ERROR_SHAPE = Bytes.ascii("0000/00/00 00:00:00");
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    private Timestamps() {}

    /// Whether the 26 bytes are such as `22/Nov/2026:07:35:01 +0000`.
    static boolean isTimeLocal(byte[] bytes, int from) {
        boolean zoned = bytes[from + 21] == '+' || bytes[from + 21] == '-';
        return zoned
                && hasShape(LOCAL_SHAPE, bytes, from)
                && month(bytes, from + 3) > 0
                && inRange(bytes, from, 1, 31)
                && inRange(bytes, from + 12, 0, 23)
                && inRange(bytes, from + 15, 0, 59)
                && inRange(bytes, from + 18, 0, 60);
    }

    /// Whether the line begins with such as `2026/11/22 07:35:01`.
    static boolean isErrorTime(byte[] bytes, int from, int to) {
        return to - from >= ERROR_SHAPE.length
                && hasShape(ERROR_SHAPE, bytes, from)
                && inRange(bytes, from + 5, 1, 12)
                && inRange(bytes, from + 8, 1, 31)
                && inRange(bytes, from + 11, 0, 23)
                && inRange(bytes, from + 14, 0, 59)
                && inRange(bytes, from + 17, 0, 60);
    }

    private static boolean inRange(byte[] bytes, int from, int least, int most) {
        int value = Numbers.value(bytes, from, from + 2);
        return value >= least && value <= most;
    }

    /// In the shape `0` is a digit, `a` a letter, `+` either sign, all else itself.
    private static boolean hasShape(byte[] shape, byte[] bytes, int from) {
        for (int i = 0; i < shape.length; i++) {
            byte b = bytes[from + i];
            boolean fits = switch (shape[i]) {
                case '0' -> Bytes.isDigit(b);
                case 'a' -> (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
                case '+' -> b == '+' || b == '-';
                default -> b == shape[i];
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int month(byte[] bytes, int from) {
        for (int i = 0; i < MONTHS.length; i += 3) {
            if (bytes[from] == MONTHS[i] && bytes[from + 1] == MONTHS[i + 1] && bytes[from + 2] == MONTHS[i + 2]) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    /// `22/Nov/2026:07:35:01 +0000` as `2026-11-22T07:35:01+00:00`; the bytes have been checked.
    static byte[] fromTimeLocal(byte[] bytes, int from) {
        byte[] iso = Bytes.ascii("0000-00-00T00:00:00+00:00");
        System.arraycopy(bytes, from + 7, iso, 0, 4);
        int month = month(bytes, from + 3);
        iso[5] = (byte) ('0' + month / 10);
        iso[6] = (byte) ('0' + month % 10);
        System.arraycopy(bytes, from, iso, 8, 2);
        System.arraycopy(bytes, from + 12, iso, 11, 8);
        System.arraycopy(bytes, from + 21, iso, 19, 3);
        System.arraycopy(bytes, from + 24, iso, 23, 2);
        return iso;
    }

    /// `2026/11/22 07:35:01` in that zone; the bytes have been checked. A time that the calendar does not have
    /// (30
    /// February) is left without its zone.
    static byte[] fromErrorTime(byte[] bytes, int from, ZoneId zone) {
        byte[] iso = Bytes.ascii("0000-00-00T00:00:00");
        System.arraycopy(bytes, from, iso, 0, 4);
        System.arraycopy(bytes, from + 5, iso, 5, 2);
        System.arraycopy(bytes, from + 8, iso, 8, 2);
        System.arraycopy(bytes, from + 11, iso, 11, 8);
        String local = new String(iso, java.nio.charset.StandardCharsets.US_ASCII);
        try {
            return Bytes.ascii(ISO.format(LocalDateTime.parse(local).atZone(zone)));
        } catch (DateTimeException e) {
            return iso;
        }
    }

    /// `1763796901.123` as `2025-11-22T07:35:01.123Z`; the bytes are digits with at most one point.
    static byte[] fromEpoch(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
        try {
            long millis = new java.math.BigDecimal(text).movePointRight(3).longValue();
            return Bytes.ascii(Instant.ofEpochMilli(millis).toString());
        } catch (DateTimeException e) {
            return Bytes.ascii(text);
        }
    }
}
