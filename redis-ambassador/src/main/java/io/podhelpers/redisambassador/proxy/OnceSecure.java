package io.podhelpers.redisambassador.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;

/// Calls a connection open only once the server has proved who it is: what is sent before could not be told from what a
/// server has received.
final class OnceSecure extends ChannelInboundHandlerAdapter {
    private boolean secure;
    private boolean failed;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // not yet
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            secure = handshake.isSuccess();
            if (secure) {
                ctx.fireChannelActive();
            } else {
                fail(ctx, handshake.cause());
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (secure) {
            ctx.fireExceptionCaught(cause);
        } else {
            fail(ctx, cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (secure) {
            ctx.fireChannelInactive();
        } else {
            fail(ctx, new IOException("closed by the server during the TLS handshake"));
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            ctx.fireExceptionCaught(cause);
            var _ = ctx.close();
        }
    }
}
