package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The replies one client is owed, in the order of its requests, whichever servers they come from.
///
/// Replies of the first slot go straight on to the client; those of later ones are held in their slots until their
/// turn.
/// Also decides what becomes of requests whose server failed: sent elsewhere, or answered with an error. Only touched
/// on
/// the client's event loop.
final class ReplySequencer {
    private static final int MOST_ATTEMPTS = 3;

    private final Lane lane;
    private final SessionState state;
    private final ClientSession client;

    private @Nullable ClientSlot first;
    private @Nullable ClientSlot last;
    private int requests;
    private int bytes;
    private int writes;
    private int replicaReads;
    private boolean closed;

    ReplySequencer(Lane lane, SessionState state, ClientSession client) {
        this.lane = lane;
        this.state = state;
        this.client = client;
    }

    boolean isEmpty() {
        return first == null;
    }

    /// Requests without their replies.
    int requests() {
        return requests;
    }

    /// The bytes of those requests.
    int bytes() {
        return bytes;
    }

    boolean hasWrites() {
        return writes > 0;
    }

    boolean hasReplicaReads() {
        return replicaReads > 0;
    }

    void add(ClientSlot slot) {
        ClientSlot before = last;
        if (before == null) {
            first = slot;
        } else {
            before.next = slot;
        }
        last = slot;
        requests += slot.replies;
        bytes += slot.bytes;
        writes += slot.writes ? 1 : 0;
        replicaReads += slot.atReplica ? 1 : 0;
        lane.metrics().inFlight += slot.replies;
    }

    /// Puts a reply of our own in its place in the order.
    void add(Consumer<ByteBuf> reply, boolean closesClient) {
        ByteBuf own = lane.allocator().directBuffer(64);
        reply.accept(own);
        if (first == null && !closesClient) {
            client.write(own);
            return;
        }
        ClientSlot slot = new ClientSlot(this, 0);
        slot.held = own;
        slot.done = true;
        slot.closesClient = closesClient;
        boolean isFirst = first == null;
        add(slot);
        if (isFirst) {
            turnTo(slot);
            advance();
        }
    }

    void receive(ClientSlot slot, ByteBuf in, int from, int length) {
        if (closed || slot.silent) {
            return;
        }
        if (slot == first) {
            client.write(in.retainedSlice(from, length));
            return;
        }
        ByteBuf held = slot.held;
        if (held == null) {
            held = lane.allocator().directBuffer(length);
            slot.held = held;
        }
        held.writeBytes(in, from, length);
    }

    boolean isCongested() {
        return !closed && client.isCongested();
    }

    void holdUp(Backend backend) {
        client.holdUp(backend);
    }

    void completed(ClientSlot slot) {
        if (slot == first) {
            advance();
        }
    }

    /// Gives a slot its replies from elsewhere than an upstream connection.
    void fill(ClientSlot slot, ByteBuf replies) {
        receive(slot, replies, replies.readerIndex(), replies.readableBytes());
        slot.complete();
    }

    private void advance() {
        for (ClientSlot slot = first; slot != null && slot.done; slot = first) {
            first = slot.next;
            leave(slot);
            ClientSlot following = first;
            if (following == null) {
                last = null;
            } else {
                turnTo(following);
            }
        }
        client.progressed();
    }

    private void leave(ClientSlot slot) {
        requests -= slot.replies;
        bytes -= slot.bytes;
        replicaReads -= slot.atReplica ? 1 : 0;
        lane.metrics().inFlight -= slot.replies;
        if (slot.writes) {
            writes--;
            client.wrote();
        }
        if (slot.closesClient) {
            client.closeAfterFlush();
        }
    }

    private void turnTo(ClientSlot slot) {
        ByteBuf held = slot.held;
        if (held != null) {
            slot.held = null;
            client.write(held);
        }
    }

    // ---- when a server fails

    /// Sends a slot's requests elsewhere because this server's error says that it cannot serve them now.
    boolean divert(ClientSlot slot, Backend from, ErrorLine.Kind why) {
        boolean unfit = why == ErrorLine.Kind.LOADING || why == ErrorLine.Kind.MASTERDOWN;
        if (!unfit || closed || slot.started || !slot.repeatable) {
            return false;
        }
        return resend(slot, from, from.unanswered(slot));
    }

    /// The rest of a slot's replies will not come from that server.
    void lost(ClientSlot slot, Loss loss) {
        if (closed) {
            return;
        }
        boolean harmless = !loss.sent() || slot.repeatable;
        if (harmless && loss.refusal() == null && !slot.partlyReceived()) {
            if (resend(slot, loss.backend(), loss.unanswered(slot))) {
                return;
            }
        }
        count(loss, slot.remaining);
        if (slot.partlyReceived()) {
            client.close(); // half a reply has left
            return;
        }
        ByteBuf errors = lane.allocator().directBuffer(128);
        for (; slot.remaining > 0; slot.remaining--) {
            Encode.error(errors, loss.error());
        }
        fill(slot, errors);
        errors.release();
    }

    private void count(Loss loss, int replies) {
        if (loss.sent()) {
            lane.metrics().lostReplies += replies;
        } else {
            lane.metrics().unreachable += replies;
        }
    }

    private boolean resend(ClientSlot slot, Backend failed, ByteBuf unanswered) {
        Backend other = slot.attempts < MOST_ATTEMPTS ? lane.router().again(state, failed, slot.repeatable) : null;
        if (other != null) {
            slot.attempts++;
            for (int i = 0; i < slot.remaining; i++) {
                other.tally().sent(CommandNames.UNKNOWN);
            }
            other.send(unanswered, unanswered.readerIndex(), unanswered.readableBytes(), slot);
            lane.metrics().resent += slot.remaining;
        }
        unanswered.release();
        return other != null;
    }

    /// The client is gone: what still comes is dropped.
    void close() {
        closed = true;
        lane.metrics().inFlight -= requests;
        for (ClientSlot slot = first; slot != null; slot = slot.next) {
            ByteBuf held = slot.held;
            slot.held = null;
            if (held != null) {
                held.release();
            }
        }
        first = null;
        last = null;
    }
}
