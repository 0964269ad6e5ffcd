package io.podhelpers.nginxexporter.exposition;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses answers (RFC 1952) with a few deflaters that are used again: each holds a quarter megabyte outside the
/// heap. Any thread.
public final class Gzip {
    private static final int MOST_KEPT = 2;
    private static final int CHUNK_BYTES = 4096;
    /// Signature, deflate, no flags, no time, unknown system.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final BlockingQueue<Deflater> kept = new ArrayBlockingQueue<>(MOST_KEPT);

    public byte[] compress(byte[] plain) {
        Deflater deflater = kept.poll();
        if (deflater == null) {
            deflater = new Deflater(Deflater.BEST_SPEED, true);
        }
        byte[] compressed = compress(plain, deflater);
        deflater.reset();
        if (!kept.offer(deflater)) {
            deflater.end();
        }
        return compressed;
    }

    private static byte[] compress(byte[] plain, Deflater deflater) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK_BYTES);
        out.writeBytes(HEADER);
        deflater.setInput(plain);
        deflater.finish();
        byte[] chunk = new byte[CHUNK_BYTES];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        CRC32 sum = new CRC32();
        sum.update(plain);
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) sum.getValue())
                .putInt(plain.length)
                .array());
        return out.toByteArray();
    }
}
