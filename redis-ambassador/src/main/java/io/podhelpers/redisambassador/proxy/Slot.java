package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

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

    /// When a server first refused or lost the request, by [System#nanoTime]; 0 if none has.
    long troubledSince;

    /// How often it was sent elsewhere.
    int detours;

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

    /// Whose request it is, if it may be sent to another server; null: what goes wrong is told.
    @Nullable
    ClientSession sender() {
        return null;
    }

    /// Whether it does no harm to send the requests twice.
    boolean isRepeatable() {
        return false;
    }

    /// Whether the requests were first sent to a replica.
    boolean wasAtReplica() {
        return false;
    }

    /// Whether its connection is its sender's alone.
    boolean isLeased() {
        return false;
    }

    /// Forgets what it has of a reply, since its request goes elsewhere.
    void startOver() {}

    /// The transaction that it executes, if that can be begun anew elsewhere.
    @Nullable
    Transaction transaction() {
        return null;
    }

    /// Whether a part of a reply has been received, and perhaps passed on.
    boolean isPartlyReceived() {
        return false;
    }

    /// Whether it stands for one request only.
    boolean isSingle() {
        return true;
    }

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
