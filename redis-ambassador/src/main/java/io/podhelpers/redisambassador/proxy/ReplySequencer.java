package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The replies one client is owed, in the order of its requests, whichever servers they come from.
///
/// Replies of the first slot go straight on to the client; those of later ones are held in their slots until their
/// turn. Requests that nobody answers are answered with an error. Only touched on the client's event loop.
final class ReplySequencer {
    private final Lane lane;
    private final ClientSession client;

    private @Nullable ClientSlot first;
    private @Nullable ClientSlot last;
    private int requests;
    private int bytes;
    private int writes;
    private int replicaReads;
    private boolean closed;

    /// A push of which the end has not come.
    private @Nullable ClientSlot push;

    ReplySequencer(Lane lane, ClientSession client) {
        this.lane = lane;
        this.client = client;
    }

    ClientSession client() {
        return client;
    }

    boolean isClosed() {
        return closed;
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

    /// Passes on a part of a push as soon as no reply is in the middle.
    ///
    /// @param isLast whether the push ends with it
    void push(ByteBuf in, int from, int length, boolean isLast) {
        ClientSlot slot = push;
        if (slot == null) {
            slot = new ClientSlot(this, 0);
            addAtNextBoundary(slot);
            push = slot;
        }
        receive(slot, in, from, length);
        if (isLast) {
            push = null;
            slot.complete();
        }
    }

    private void addAtNextBoundary(ClientSlot slot) {
        ClientSlot head = first;
        if (head == null || !head.isPartlyReceived()) {
            slot.next = head;
            first = slot;
        } else {
            slot.next = head.next;
            head.next = slot;
        }
        if (slot.next == null) {
            last = slot;
        }
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
            client.write(in, from, length);
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

    /// Puts the slots of single requests in the place of the end of a slot, which is then complete.
    void breakUp(ClientSlot slot, List<ClientSlot> singles) {
        ClientSlot before = slot;
        for (ClientSlot single : singles) {
            single.next = before.next;
            before.next = single;
            slot.replies--;
            slot.bytes -= single.bytes;
            writes += single.writes ? 1 : 0;
            replicaReads += single.atReplica ? 1 : 0;
            before = single;
        }
        if (last == slot) {
            last = before;
        }
        slot.remaining = 0;
        slot.complete();
    }

    /// The rest of a slot's replies will not come, from nobody.
    void lost(ClientSlot slot, Loss loss) {
        if (closed) {
            return;
        }
        count(loss, slot.remaining);
        if (slot.isPartlyReceived()) {
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
