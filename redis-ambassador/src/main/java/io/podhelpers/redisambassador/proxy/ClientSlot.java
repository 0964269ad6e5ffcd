package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A place in a client's order of replies, and in an upstream connection's line while these are to come from there.
///
/// Replies that come before their turn are held here, copied, so that they do not pin a read buffer.
final class ClientSlot extends Slot {
    private final ReplySequencer order;

    /// The client's next slot.
    @Nullable
    ClientSlot next;

    /// Replies whose turn has not come.
    @Nullable
    ByteBuf held;

    int replies;
    int bytes;

    /// Whether any of the requests may write.
    boolean writes;

    /// Whether they were sent to a replica.
    boolean atReplica;

    /// Whether it does no harm to send them twice.
    boolean repeatable;

    /// Whether the client wants to see the replies.
    boolean silent;

    /// Whether the server may take as long as it likes.
    boolean patient;

    /// Whether any byte of a reply has come.
    boolean started;

    /// Whether the last bytes received were the middle of a reply.
    private boolean partly;

    boolean done;
    boolean closesClient;
    int attempts;

    ClientSlot(ReplySequencer order, int replies) {
        super(replies);
        this.order = order;
        this.replies = replies;
    }

    @Override
    void receive(ByteBuf in, int from, int length) {
        started = true;
        order.receive(this, in, from, length);
    }

    /// Whether a part of a reply has been received, and perhaps passed on.
    boolean partlyReceived() {
        return partly;
    }

    @Override
    void inTheMiddle(boolean ofReply) {
        partly = ofReply;
    }

    @Override
    void complete() {
        done = true;
        order.completed(this);
    }

    @Override
    void fail(Loss loss) {
        order.lost(this, loss);
    }

    @Override
    boolean isCongested() {
        return order.isCongested();
    }

    @Override
    void holdUp(Backend backend) {
        order.holdUp(backend);
    }

    @Override
    boolean isPatient() {
        return patient;
    }

    /// Sends the requests elsewhere if this server's error says that it cannot serve them now; true if it did.
    boolean divert(Backend from, ErrorLine.Kind why) {
        return order.divert(this, from, why);
    }
}
