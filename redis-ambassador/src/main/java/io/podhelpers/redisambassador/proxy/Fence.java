package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;

/// Waits for the reply to a `PING` that was sent behind a request which pushes answer: by then they are all there.
///
/// An error is the request's reply, unless it is about the `PING`. Only touched on the event loop.
final class Fence extends Slot {
    private final ReplySequencer order;
    private final ClientSlot request;

    /// @param request the client's, which is answered once the fence is reached
    Fence(ReplySequencer order, ClientSlot request) {
        super(1);
        this.order = order;
        this.request = request;
    }

    @Override
    void receive(ByteBuf in, int from, int length) {
        if (in.getByte(from) == '-' && !ErrorLine.text(in, from, from + length).contains("'ping'")) {
            order.receive(request, in, from, length);
            remaining = 1;
        }
    }

    @Override
    void complete() {
        request.complete();
    }

    @Override
    void fail(Loss loss) {
        order.lost(request, loss);
    }
}
