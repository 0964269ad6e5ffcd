package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;

/// What a gzip file holds. Reading on is cheap, also from a little before the place where the last read ended;
/// any
/// other place costs decompressing from the beginning.
final class GzipBytes implements LogBytes {
    private static final int PIECE = 64 * 1024;

    private final FileChannel file;
    private final long size;
    private final GzipFingerprint fingerprint;
    private InputStream stream;
    /// Where the stream stands.
    private long position;
    /// The bytes that were read last, up to [#position].
    private byte[] last = new byte[0];

    /// Decompresses once to the end.
    ///
    /// @throws IOException if the file is not whole: it may still be written
    GzipBytes(FileChannel file) throws IOException {
        this.file = file;
        this.stream = begin();
        this.size = skip(Long.MAX_VALUE);
        this.fingerprint = GzipFingerprint.of(file);
        this.stream = begin();
    }

    /// What it holds, now that it is known to be whole.
    GzipFingerprint fingerprint() {
        return fingerprint;
    }

    private InputStream begin() throws IOException {
        file.position(0);
        position = 0;
        last = new byte[0];
        // not closed when it is replaced: that would close the file
        return new GZIPInputStream(Channels.newInputStream(file), PIECE);
    }

    private long skip(long most) throws IOException {
        byte[] piece = new byte[PIECE];
        long skipped = 0;
        int read = 0;
        while (skipped < most && read >= 0) {
            skipped += read;
            read = stream.read(piece, 0, (int) Math.min(piece.length, most - skipped));
        }
        return skipped;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        if (at >= size) {
            return -1;
        }
        if (at < position - last.length) {
            stream = begin();
        }
        byte[] bytes = new byte[(int) Math.min(into.remaining(), size - at)];
        int known = 0;
        if (at < position) {
            known = (int) Math.min(position - at, bytes.length);
            System.arraycopy(last, (int) (last.length - (position - at)), bytes, 0, known);
        } else {
            skip(at - position);
            position = at;
        }
        if (at + bytes.length > position) {
            int read = stream.readNBytes(bytes, known, bytes.length - known);
            position += read;
            last = bytes;
        }
        into.put(bytes);
        return bytes.length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
