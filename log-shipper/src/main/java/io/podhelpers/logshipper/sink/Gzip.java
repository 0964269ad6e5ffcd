package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses one body after the other into the same buffer (RFC 1952, the fastest level). One thread.
final class Gzip implements Compressor {
    private static final int FASTEST = 1;
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int PIECE = 64 * 1024;

    private final Deflater deflater = new Deflater(FASTEST, true);
    private final byte[] piece = new byte[PIECE];
    private final JsonBuffer packed = new JsonBuffer(PIECE);

    @Override
    public JsonBuffer compress(byte[] bytes, int from, int to) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, to - from);
        packed.truncate(0);
        packed.put(HEAD);
        deflater.reset();
        deflater.setInput(bytes, from, to - from);
        deflater.finish();
        while (!deflater.finished()) {
            packed.put(piece, 0, deflater.deflate(piece));
        }
        putLittleEndian((int) checksum.getValue());
        putLittleEndian(to - from);
        return packed;
    }

    private void putLittleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            packed.put(value >>> shift);
        }
    }

    @Override
    public String encoding() {
        return "gzip";
    }

    @Override
    public String mediaType() {
        return "application/gzip";
    }

    @Override
    public String suffix() {
        return ".gz";
    }

    @Override
    public void close() {
        deflater.end();
    }
}
