package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What one client has sent and nobody has dealt with yet, in one buffer. Only touched on its event loop.
final class ClientInput {
    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf bytes;

    ClientInput(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Nullable
    ByteBuf bytes() {
        return bytes;
    }

    int length() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /// Takes the buffer.
    ///
    /// @throws OutOfMemoryError if there is no room for both; the new one is then released
    ///
    /// @param missing how much is still to come of the request that lies here in part; room is made for it
    void add(ByteBuf more, int missing) {
        ByteBuf before = bytes;
        bytes = before == null ? more : joined(before, more, missing);
    }

    private ByteBuf joined(ByteBuf before, ByteBuf more, int missing) {
        try {
            if (before.refCnt() == 1 && before.writableBytes() >= more.readableBytes()) {
                return before.writeBytes(more);
            }
            int length = before.readableBytes() + more.readableBytes();
            int expected = before.readableBytes() + missing;
            ByteBuf joined = allocator.directBuffer(Math.max(length + length / 2, expected));
            joined.writeBytes(before).writeBytes(more);
            before.release();
            return joined;
        } finally {
            more.release();
        }
    }

    /// Everything before the index has been dealt with.
    void dealtWith(int upTo) {
        ByteBuf rest = bytes;
        if (rest == null || upTo >= rest.writerIndex()) {
            release();
            return;
        }
        rest.readerIndex(upTo);
        if (rest.readableBytes() < rest.capacity() / 2) { // the lane's read buffer is not to be kept for a few bytes
            bytes = allocator.directBuffer(rest.readableBytes()).writeBytes(rest);
            rest.release();
        }
    }

    void release() {
        ByteBuf rest = bytes;
        bytes = null;
        if (rest != null) {
            rest.release();
        }
    }
}
