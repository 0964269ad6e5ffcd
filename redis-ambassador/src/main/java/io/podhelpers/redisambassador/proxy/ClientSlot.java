package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.util.List;
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

    /// Whether its connection is the client's alone.
    boolean leased;

    /// The transaction that it executes; null if it is no `EXEC`, or not of a cluster.
    @Nullable
    Transaction transaction;

    /// Whether it must stay on its connection: what is before or after it there belongs together.
    boolean fixed;

    /// Whether the last bytes received were the middle of a reply.
    private boolean partly;

    boolean done;
    boolean closesClient;

    ClientSlot(ReplySequencer order, int replies) {
        super(replies);
        this.order = order;
        this.replies = replies;
    }

    @Override
    void receive(ByteBuf in, int from, int length) {
        Transaction executed = transaction;
        if (executed != null) {
            executed.answered(in, from, length);
        }
        order.receive(this, in, from, length);
    }

    @Override
    boolean isPartlyReceived() {
        return partly;
    }

    @Override
    @Nullable
    ClientSession sender() {
        return fixed || order.isClosed() ? null : order.client();
    }

    @Override
    boolean isRepeatable() {
        return repeatable;
    }

    @Override
    boolean wasAtReplica() {
        return atReplica;
    }

    @Override
    boolean isLeased() {
        return leased;
    }

    @Override
    @Nullable
    Transaction transaction() {
        return transaction;
    }

    @Override
    boolean isSingle() {
        return replies == 1;
    }

    /// A slot for one of the requests, with its length, whose reply is still to come.
    ClientSlot single(int length) {
        ClientSlot single = new ClientSlot(order, 1);
        single.bytes = length;
        single.writes = writes;
        single.atReplica = atReplica;
        single.repeatable = repeatable;
        single.silent = silent;
        single.patient = patient;
        single.leased = leased;
        single.transaction = transaction;
        single.fixed = fixed;
        single.since = since;
        return single;
    }

    /// Gives each of the last requests its own slot, right behind this one, which then has all its replies.
    void breakUp(List<ClientSlot> singles) {
        order.breakUp(this, singles);
    }

    @Override
    void inTheMiddle(boolean ofReply) {
        partly = ofReply;
    }

    @Override
    void complete() {
        done = true;
        Transaction executed = transaction;
        if (executed != null && executed.isExecuted() && executed.changesSession()) {
            order.client().executed(executed);
        }
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
}
