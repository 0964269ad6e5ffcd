package io.podhelpers.redisambassador.proxy;

import io.netty.channel.ChannelInboundHandlerAdapter;

/// The handler of one channel, client's or server's, that does the rest of its work once at the end of the loop's pass.
abstract class LaneHandler extends ChannelInboundHandlerAdapter {
    /// Whether [Flusher] already has it; only touched by that.
    boolean marked;

    /// Goes on with what had to wait for this pass's replies, and flushes.
    abstract void endOfPass();
}
