package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.io.Closeable;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Makes the body of a request from records: newline-delimited or an array, compressed or not. Plain NDJSON is
/// sent
/// from the records' own bytes.
final class BodyEncoder implements Closeable {
    private static final int FASTEST = 1;
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int PIECE = 64 * 1024;

    private final boolean array;
    private final @Nullable Deflater deflater;
    private final JsonBuffer buffer = new JsonBuffer(PIECE);
    private final JsonBuffer packed = new JsonBuffer(PIECE);
    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    BodyEncoder(boolean array, boolean gzip) {
        this.array = array;
        this.deflater = gzip ? new Deflater(FASTEST, true) : null;
    }

    void encode(Records records, int first, int end) {
        bytes = records.bytes();
        from = records.from(first);
        to = records.to(end - 1);
        if (array) {
            toArray(records, first, end);
        }
        if (deflater != null) {
            compress(deflater);
        }
    }

    private void toArray(Records records, int first, int end) {
        buffer.truncate(0);
        for (int i = first; i < end; i++) {
            buffer.put(i == first ? '[' : ',');
            buffer.put(records.bytes(), records.from(i), records.to(i) - 1);
        }
        buffer.put(']');
        use(buffer);
    }

    private void compress(Deflater with) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, to - from);
        packed.truncate(0);
        packed.put(GZIP_HEAD);
        with.reset();
        with.setInput(bytes, from, to - from);
        with.finish();
        byte[] piece = new byte[PIECE];
        while (!with.finished()) {
            packed.put(piece, 0, with.deflate(piece));
        }
        putLittleEndian((int) checksum.getValue());
        putLittleEndian(to - from);
        use(packed);
    }

    private void putLittleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            packed.put(value >>> shift);
        }
    }

    private void use(JsonBuffer made) {
        bytes = made.array();
        from = 0;
        to = made.length();
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
