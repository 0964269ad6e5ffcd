package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A channel's way out. What one pass has for it leaves at [#flush]: with one system call straight from the buffer it
/// lies
/// in where that is possible, else through Netty's pipeline.
///
/// Straight means: one piece of memory, a channel of epoll without TLS, and nothing before it that the kernel did not
/// take yet. Only touched on the channel's event loop.
final class Outlet {
    private final ChannelHandlerContext context;
    private final @Nullable Socket socket;

    /// The bytes `from..to` of it are to be sent; held once for this.
    private @Nullable ByteBuf piece;

    private int from;
    private int to;
    private boolean inPipeline;

    /// @param context of the handler that writes to the channel
    Outlet(ChannelHandlerContext context) {
        this.context = context;
        this.socket = socket(context);
    }

    /// Null if what is written has to pass other handlers or another kind of channel.
    private static @Nullable Socket socket(ChannelHandlerContext context) {
        boolean alone = context.equals(context.pipeline().firstContext());
        return alone
                        && context.channel() instanceof AbstractEpollStreamChannel channel
                        && channel.fd() instanceof Socket socket
                ? socket
                : null;
    }

    /// Takes bytes of a buffer, which the caller keeps and must not change before the end of the pass.
    @SuppressWarnings("ReferenceEquality") // the same memory is meant, not the same content
    void write(ByteBuf in, int start, int length) {
        if (piece == in && to == start) {
            to += length;
        } else if (goesStraight(in)) {
            piece = in.retain();
            from = start;
            to = start + length;
        } else {
            spill();
            toPipeline(in.retainedSlice(start, length));
        }
    }

    private boolean goesStraight(ByteBuf in) {
        if (socket == null || piece != null || inPipeline || !in.hasMemoryAddress()) {
            return false;
        }
        ChannelOutboundBuffer unsent = unsent();
        return unsent != null && unsent.isEmpty();
    }

    /// What Netty still has to send; null once the channel is closed.
    private @Nullable ChannelOutboundBuffer unsent() {
        return context.channel().unsafe().outboundBuffer();
    }

    /// What was to go straight must not be overtaken.
    private void spill() {
        ByteBuf held = piece;
        if (held != null) {
            piece = null;
            toPipeline(held.slice(from, to - from));
        }
    }

    private void toPipeline(ByteBuf bytes) {
        inPipeline = true;
        var _ = context.write(bytes, context.voidPromise());
    }

    void flush() {
        ByteBuf held = piece;
        if (held != null && socket != null) {
            piece = null;
            send(socket, held);
        }
        if (inPipeline) {
            inPipeline = false;
            context.flush();
        }
    }

    private void send(Socket straight, ByteBuf held) {
        if (unsent() == null) { // closed: its descriptor's number may be another channel's by now
            held.release();
            return;
        }
        int sent;
        try {
            sent = straight.sendAddress(held.memoryAddress(), from, to);
        } catch (IOException e) {
            held.release();
            context.pipeline().fireExceptionCaught(e);
            return;
        }
        if (sent == to - from) {
            held.release();
        } else {
            toPipeline(held.slice(from + sent, to - from - sent));
        }
    }

    /// Drops what has not been flushed; the channel is gone.
    void close() {
        ByteBuf held = piece;
        piece = null;
        if (held != null) {
            held.release();
        }
    }
}
