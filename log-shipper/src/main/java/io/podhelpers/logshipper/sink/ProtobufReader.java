package io.podhelpers.logshipper.sink;

/// Reads the fields of one protobuf message; what is not understood ends the reading.
final class ProtobufReader {
    private final byte[] bytes;
    private final int to;
    private int at;
    private int field;
    private int type;
    private long value;
    private int from;
    private int end;

    ProtobufReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    boolean next() {
        if (at >= to) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) tag & 7;
        switch (type) {
            case 0 -> value = varint();
            case 1 -> at += Long.BYTES;
            case 2 -> {
                long length = varint();
                if (length < 0 || length > to - at) {
                    return false;
                }
                from = at;
                at += (int) length;
                end = at;
            }
            case 5 -> at += Integer.BYTES;
            default -> {
                return false;
            }
        }
        return at <= to;
    }

    private long varint() {
        long number = 0;
        for (int shift = 0; at < to && shift < Long.SIZE; shift += 7) {
            byte b = bytes[at++];
            number |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                break;
            }
        }
        return number;
    }

    int field() {
        return field;
    }

    /// Whether the field holds bytes: a message or a string.
    boolean isMessage() {
        return type == 2;
    }

    long value() {
        return value;
    }

    int from() {
        return from;
    }

    int to() {
        return end;
    }
}
