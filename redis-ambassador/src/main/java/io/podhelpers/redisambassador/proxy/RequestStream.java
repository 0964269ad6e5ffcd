package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The request bytes of one upstream connection, as a stream with positions: kept until they are answered, so that
/// unanswered requests can be sent elsewhere.
///
/// Small pieces of many clients are copied side by side into chunks, which makes one write of them; large pieces are
/// copied alone, or stay where they are if they fill most of their buffer. Only touched on the connection's event loop.
final class RequestStream {
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final int LARGEST_COPY = 2 * 1024;

    /// Bytes with their place in the stream; they end at the buffer's writer index.
    private static final class Chunk {
        final ByteBuf bytes;
        long start;

        Chunk(ByteBuf bytes, long start) {
            this.bytes = bytes;
            this.start = start;
        }

        long end() {
            return start + bytes.writerIndex();
        }
    }

    private final ByteBufAllocator allocator;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private @Nullable Chunk open;
    private long appended;
    private long written;

    RequestStream(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// Takes a piece of a client's buffer, which the caller keeps.
    void append(ByteBuf source, int from, int length) {
        if (length <= LARGEST_COPY) {
            Chunk chunk = open;
            if (chunk == null || chunk.bytes.writableBytes() < length) {
                chunk = openChunk();
            }
            chunk.bytes.writeBytes(source, from, length);
        } else {
            open = null;
            chunks.add(new Chunk(alone(source, from, length), appended));
        }
        appended += length;
    }

    private ByteBuf alone(ByteBuf source, int from, int length) {
        return length < source.capacity() / 2
                ? allocator.directBuffer(length).writeBytes(source, from, length)
                : source.retainedSlice(from, length);
    }

    private Chunk openChunk() {
        Chunk chunk = new Chunk(allocator.directBuffer(CHUNK_BYTES, CHUNK_BYTES), appended);
        chunks.add(chunk);
        open = chunk;
        return chunk;
    }

    /// Where the next byte will be.
    long position() {
        return appended;
    }

    /// Whether the channel has been given any byte after this position.
    boolean isWrittenBeyond(long position) {
        return written > position;
    }

    boolean hasUnwritten() {
        return written < appended;
    }

    /// Gives the channel all it has not had yet.
    void writeTo(Outlet out) {
        if (!hasUnwritten()) {
            return;
        }
        for (Chunk chunk : chunks) {
            if (chunk.end() > written) {
                int from = (int) Math.max(0, written - chunk.start);
                written = chunk.end();
                out.write(chunk.bytes, from, chunk.bytes.writerIndex() - from);
            }
        }
        written = appended;
    }

    /// Lets go of what lies before the position.
    void answered(long position) {
        Chunk first = chunks.peekFirst();
        while (first != null && first.end() <= position) {
            if (first == open) {
                reuse(first);
                return;
            }
            chunks.removeFirst().bytes.release();
            first = chunks.peekFirst();
        }
    }

    private void reuse(Chunk chunk) {
        if (chunk.bytes.refCnt() == 1) { // else the channel has not written all of it
            chunk.bytes.clear();
            chunk.start = appended;
        }
    }

    /// A copy of the bytes between two positions that are not answered yet.
    ByteBuf copy(long from, long to) {
        ByteBuf copy = allocator.directBuffer(Math.toIntExact(to - from));
        for (Chunk chunk : chunks) {
            long first = Math.max(from, chunk.start);
            long last = Math.min(to, chunk.end());
            if (first < last) {
                copy.writeBytes(chunk.bytes, (int) (first - chunk.start), (int) (last - first));
            }
        }
        return copy;
    }

    /// Lets go of everything.
    void close() {
        chunks.forEach(chunk -> chunk.bytes.release());
        chunks.clear();
        open = null;
        written = appended;
    }
}
