package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One buffer that all channels of a lane read into, one after the other, as long as nobody keeps what was read; who
/// does
/// keeps that buffer, and the next read gets another. So most reads allocate nothing, and an idle lane has one buffer
/// however many clients it has. Only touched on the lane's event loop.
final class ReadBuffer implements RecvByteBufAllocator {
    /// One channel's turn ends after this many full buffers.
    private static final int MOST_READS = 16;

    private final int bytes;
    private @Nullable ByteBuf buffer;
    private boolean closed;

    ReadBuffer(int bytes) {
        this.bytes = bytes;
    }

    private ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf last = buffer;
        if (last != null && last.refCnt() == 1) {
            return last.clear().retain();
        }
        ByteBuf fresh = allocator.directBuffer(bytes, bytes);
        if (closed) {
            return fresh;
        }
        if (last != null) {
            last.release();
        }
        buffer = fresh;
        return fresh.retain();
    }

    void close() {
        closed = true;
        ByteBuf last = buffer;
        buffer = null;
        if (last != null) {
            last.release();
        }
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's interface: the type of the handle is, not this method's use
    public ExtendedHandle newHandle() {
        return new Reading();
    }

    /// One channel's reads.
    private final class Reading implements ExtendedHandle {
        private int reads;
        private int lastBytes;
        private int attempted;
        private @Nullable ChannelConfig config;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return next(allocator);
        }

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public void reset(ChannelConfig now) {
            config = now;
            reads = 0;
        }

        @Override
        public void incMessagesRead(int more) {
            reads += more;
        }

        @Override
        public void lastBytesRead(int read) {
            lastBytes = read;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int most) {
            attempted = most;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return mayGoOn() && lastBytes == attempted;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return mayGoOn() && maybeMore.get();
        }

        private boolean mayGoOn() {
            ChannelConfig now = config;
            return lastBytes > 0 && reads < MOST_READS && now != null && now.isAutoRead();
        }

        @Override
        public void readComplete() {}
    }
}
