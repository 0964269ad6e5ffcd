package io.podhelpers.gitsync.push;

import java.io.IOException;
import java.io.InputStream;

/// A request's body on its way to the payload's reader: every byte is counted against the limit and signed along.
final class PushBody extends InputStream {
    private static final int CHUNK_BYTES = 8192;

    private final InputStream body;
    private final long limit;
    private final PushProof.Check check;
    private long taken;

    PushBody(InputStream body, long limit, PushProof.Check check) {
        this.body = body;
        this.limit = limit;
        this.check = check;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = body.read(target, offset, length);
        if (count <= 0) {
            return count;
        }
        taken += count;
        if (taken > limit) {
            throw new TooLargeException(limit);
        }
        check.update(target, offset, count);
        return count;
    }

    /// Reads to the end, so that the whole body is signed.
    void drain() throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        while (read(chunk, 0, chunk.length) >= 0) {
            // signed in passing
        }
    }

    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long limit) {
            super("body: more than " + limit + " bytes");
        }
    }
}
