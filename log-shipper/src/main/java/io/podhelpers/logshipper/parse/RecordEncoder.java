package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneId;
import java.util.Map;

/// Writes one line's fields as one JSON object. One thread.
public final class RecordEncoder {
    private static final byte BACKSLASH = '\\';

    private final TimeCache times;
    private byte[] unescaped = new byte[256];

    /// @param errorLogZone the zone of times in `error.log`, which nginx writes without one
    public RecordEncoder(ZoneId errorLogZone) {
        times = new TimeCache(errorLogZone);
    }

    /// The opening that all records of a file share, encoded once: `{"log.file.path":"…","label":"…"`.
    public static byte[] opening(String path, Map<String, String> labels) {
        JsonBuffer out = new JsonBuffer(256);
        out.put('{');
        pair(out, "log.file.path", path);
        labels.forEach((name, value) -> {
            out.put(',');
            pair(out, name, value);
        });
        byte[] opening = new byte[out.length()];
        System.arraycopy(out.array(), 0, opening, 0, opening.length);
        return opening;
    }

    private static void pair(JsonBuffer out, String name, String value) {
        text(out, name);
        out.put(':');
        text(out, value);
    }

    private static void text(JsonBuffer out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.put('"');
        out.putText(bytes, 0, bytes.length);
        out.put('"');
    }

    /// Writes the record; `opening` is what [#opening] gave for its file.
    ///
    /// @param parsed false for a line that its parser could not read
    public void encode(byte[] opening, Fields fields, boolean parsed, JsonBuffer out) {
        out.put(opening);
        byte[] bytes = fields.bytes();
        for (int i = 0; i < fields.count(); i++) {
            FieldName name = fields.name(i);
            out.put(name.furtherKey());
            value(name.kind(), bytes, fields.from(i), fields.to(i), out);
        }
        if (!parsed) {
            out.put(UNPARSED);
        }
        out.put('}');
    }

    private static final byte[] UNPARSED = Bytes.ascii(",\"error.type\":\"unparsed\"");

    private void value(FieldName.Kind kind, byte[] bytes, int from, int to, JsonBuffer out) {
        switch (kind) {
            case ESCAPED_TEXT -> escapedText(bytes, from, to, out);
            case TEXT -> quoted(bytes, from, to, out);
            case JSON_TEXT -> {
                out.put('"');
                out.putJson(bytes, from, to);
                out.put('"');
            }
            case JSON_VALUE -> out.putJson(bytes, from, to);
            case INTEGER, DECIMAL -> number(bytes, from, to, out);
            case NUMBER_OR_TEXT -> {
                if (Numbers.isDecimal(bytes, from, to)) {
                    number(bytes, from, to, out);
                } else {
                    quoted(bytes, from, to, out);
                }
            }
            case TIME_LOCAL, TIME_ERROR_LOG, TIME_EPOCH, TIME_ISO -> {
                byte[] iso = times.iso(kind, bytes, from, to);
                quoted(iso, 0, iso.length, out);
            }
        }
    }

    private static void number(byte[] bytes, int from, int to, JsonBuffer out) {
        int digits = Numbers.significant(bytes, from, to);
        if (Numbers.fits(digits, to)) {
            out.put(bytes, digits, to);
        } else {
            quoted(bytes, digits, to, out);
        }
    }

    private static void quoted(byte[] bytes, int from, int to, JsonBuffer out) {
        out.put('"');
        out.putText(bytes, from, to);
        out.put('"');
    }

    private void escapedText(byte[] bytes, int from, int to, JsonBuffer out) {
        if (out.putIfClean(bytes, from, to)) {
            return;
        }
        if (Bytes.indexOf(bytes, from, to, BACKSLASH) < 0) {
            quoted(bytes, from, to, out);
            return;
        }
        if (unescaped.length < to - from) {
            unescaped = new byte[to - from];
        }
        int length = unescape(bytes, from, to);
        quoted(unescaped, 0, length, out);
        if (unescaped.length > 64 * 1024) {
            unescaped = new byte[256]; // one huge line keeps no memory
        }
    }

    /// Puts the byte that each `\xXX` stands for.
    private int unescape(byte[] bytes, int from, int to) {
        int length = 0;
        int at = from;
        while (at < to) {
            byte b = bytes[at];
            int decoded = b == BACKSLASH && at + 3 < to && bytes[at + 1] == 'x' ? hex(bytes, at + 2) : -1;
            unescaped[length++] = decoded < 0 ? b : (byte) decoded;
            at += decoded < 0 ? 1 : 4;
        }
        return length;
    }

    private static int hex(byte[] bytes, int at) {
        int high = Character.digit(bytes[at], 16);
        int low = Character.digit(bytes[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
