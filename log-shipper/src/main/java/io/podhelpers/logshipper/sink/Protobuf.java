package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;

/// Writes protobuf's wire format. A message that holds others gets room for its length first and the length when
/// it ends. One thread.
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    /// A length in four groups of seven bits, also a short one: decoders take that.
    private static final byte[] LENGTH = new byte[4];

    private final JsonBuffer out = new JsonBuffer(64 * 1024);

    void clear() {
        out.truncate(0);
    }

    byte[] bytes() {
        return out.array();
    }

    int length() {
        return out.length();
    }

    /// Begins a message within a message.
    ///
    /// @return what [#end] asks for
    int begin(int field) {
        tag(field, LENGTH_DELIMITED);
        out.put(LENGTH);
        return out.length();
    }

    void end(int begun) {
        int length = out.length() - begun;
        byte[] bytes = out.array();
        for (int i = 0; i < LENGTH.length; i++) {
            int more = i < LENGTH.length - 1 ? 0x80 : 0;
            bytes[begun - LENGTH.length + i] = (byte) (((length >>> (7 * i)) & 0x7f) | more);
        }
    }

    void fixed64(int field, long value) {
        tag(field, FIXED64);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.put((int) (value >>> shift));
        }
    }

    void int64(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    void bytes(int field, byte[] value, int from, int to) {
        tag(field, LENGTH_DELIMITED);
        varint(to - from);
        out.put(value, from, to);
    }

    /// A string that stands in JSON, escaped.
    void jsonString(int field, byte[] json, int from, int to) {
        int begun = begin(field);
        RecordReader.unescape(json, from, to, out);
        end(begun);
    }

    private void tag(int field, int type) {
        varint(((long) field << 3) | type);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.put(((int) left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.put((int) left);
    }
}
