package io.podhelpers.logshipper.follow;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Standard input as if it were a file: what came and was not yet read is kept in a buffer; a full buffer leaves the
/// rest
/// in the pipe, and its writer waits.
///
/// The pump has a thread of its own; the follower's reads.
public final class StreamBytes implements LogBytes, Closeable {
    private static final Logger log = LoggerFactory.getLogger(StreamBytes.class);
    private static final int PIECE = 64 * 1024;

    private final InputStream in;
    private final Runnable arrived;
    private final Runnable over;
    private final byte[] buffer;
    /// The offset of the first byte in the buffer, and how many there are.
    private long first;
    private int count;
    private boolean ended;

    /// @param capacity at least what a read of a line can want
    /// @param arrived called when there is something to be read
    /// @param over called when nothing more will come
    StreamBytes(InputStream in, int capacity, Runnable arrived, Runnable over) {
        this.in = in;
        this.buffer = new byte[capacity];
        this.arrived = arrived;
        this.over = over;
    }

    /// Begins to take what comes.
    void start() {
        Thread.ofPlatform().daemon().name("standard-input").start(this::pump);
    }

    private void pump() {
        byte[] piece = new byte[PIECE];
        try {
            int length = in.read(piece);
            while (length >= 0) {
                keep(piece, length);
                arrived.run();
                length = in.read(piece);
            }
        } catch (IOException e) {
            log.atError().setCause(e).log("cannot read standard input, this is taken for its end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        arrived.run();
        over.run();
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized void keep(byte[] piece, int length) throws InterruptedException {
        while (buffer.length - count < length) {
            wait();
        }
        System.arraycopy(piece, 0, buffer, count, length);
        count += length;
    }

    /// Reads, and forgets what lies before that place: reading only goes on.
    @Override
    public synchronized int read(ByteBuffer into, long at) {
        if (at < first || at > first + count) {
            return -1;
        }
        int passed = (int) (at - first);
        System.arraycopy(buffer, passed, buffer, 0, count - passed);
        first = at;
        count -= passed;
        if (passed > 0) {
            notifyAll();
        }
        int length = Math.min(into.remaining(), count);
        into.put(buffer, 0, length);
        return length == 0 && ended ? -1 : length;
    }

    @Override
    public synchronized long size() {
        return first + count;
    }

    /// Whether nothing more will come.
    synchronized boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() {
        // standard input is not ours to close
    }
}
