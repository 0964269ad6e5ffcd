package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.resp.RequestLimits;
import io.podhelpers.redisambassador.resp.RequestTail;
import org.jspecify.annotations.Nullable;

/// A request with an argument so large that it is passed on as it arrives, on a connection of the client's own, so that
/// it takes no more memory than a small one and nobody waits behind it.
///
/// It is never sent a second time. Only touched on the client's event loop.
final class LargeRequest {
    /// Arguments below this are waited for.
    static final int LEAST_BYTES = 256 * 1024;

    private @Nullable Backend backend;
    private final RequestTail tail;

    /// @param backend null if the rest is to be dropped, since the client has been told already
    LargeRequest(@Nullable Backend backend, RequestTail tail) {
        this.backend = backend;
        this.tail = tail;
    }

    /// What a client may send: an argument as large as Redis takes it, unless even those that are waited for are few.
    static RequestLimits limits(RequestLimits whole) {
        return whole.bulkBytes() < LEAST_BYTES
                ? whole
                : new RequestLimits(whole.arguments(), RequestLimits.OF_REDIS.bulkBytes(), whole.inlineBytes());
    }

    /// Passes on what belongs to it; the caller keeps the buffer.
    ///
    /// @return where the next request begins
    int add(ByteBuf in, int from) {
        int to = tail.advance(in, from);
        Backend there = backend;
        if (there != null) {
            there.sendRaw(in, from, to - from);
        }
        return to;
    }

    boolean isComplete() {
        return tail.isComplete();
    }

    /// Whether more of it may be read from the client.
    boolean hasRoom() {
        Backend there = backend;
        return there == null || there.hasRoom();
    }

    /// Its server is lost: the rest interests nobody.
    void dropRest() {
        backend = null;
    }
}
