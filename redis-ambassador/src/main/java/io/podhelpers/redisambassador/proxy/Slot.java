package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;

/// A place in an upstream connection's line for the replies to one run of requests.
///
/// Only touched on one event loop.
abstract class Slot {
    /// Replies still to come.
    int remaining;

    /// Where the requests lie in the connection's [RequestStream].
    long streamStart;

    long streamEnd;

    /// When the requests were passed on, by [System#nanoTime].
    long since;

    Slot(int replies) {
        this.remaining = replies;
    }

    /// Takes the next bytes of the replies; the caller keeps the buffer.
    abstract void receive(ByteBuf in, int from, int length);

    /// Told after [#receive] whether these bytes ended within a reply.
    void inTheMiddle(boolean ofReply) {}

    /// All replies have been received.
    abstract void complete();

    /// The connection is lost, and [#remaining] replies will not come.
    abstract void fail(Loss loss);

    /// Whether the receiver has more than it can take for now.
    boolean isCongested() {
        return false;
    }

    /// Lets a connection rest until the receiver has taken what it has.
    void holdUp(Backend backend) {}

    /// Whether the server may take as long as it likes.
    boolean isPatient() {
        return false;
    }
}
