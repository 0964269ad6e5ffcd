package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Puts the requests of one client that follow one another to the same server together, so that they leave as one run
/// with one [ClientSlot].
///
/// The run is the bytes `start..end` of the client's input, which must stay where it is until the run has ended. Only
/// touched on the client's event loop.
final class RunBuilder {
    private final ProxySettings settings;
    private final SessionState state;
    private final ReplySequencer replies;

    private @Nullable Backend target;
    private int start;
    private int end;
    private int requests;
    private boolean writes;

    RunBuilder(ProxySettings settings, SessionState state, ReplySequencer replies) {
        this.settings = settings;
        this.state = state;
        this.replies = replies;
    }

    /// Lets a request travel with the run before it if that goes to the same server.
    ///
    /// @return whether the client now has as much in flight as it may
    boolean add(Backend to, ByteBuf in, int from, int until, int name, boolean isWrite) {
        if (to != target || isWrite != writes) {
            end(in);
            target = to;
            start = from;
            writes = isWrite;
        }
        end = until;
        requests++;
        to.tally().sent(name);
        if (state.isSilent()) {
            end(in);
            state.skipsNextReply = false;
            return false;
        }
        boolean full = isFull();
        if (full) {
            end(in);
        }
        return full;
    }

    private boolean isFull() {
        return replies.requests() + requests >= settings.inFlightCommands()
                || replies.bytes() + end - start >= settings.inFlightBytes();
    }

    /// Sends what has been put together.
    void end(ByteBuf in) {
        Backend to = target;
        if (to == null) {
            return;
        }
        ClientSlot slot = new ClientSlot(replies, requests);
        slot.writes = writes;
        slot.repeatable = !writes;
        slot.fixed = to.isOwned();
        slot.atReplica = to.route() == CommandCounts.Route.REPLICA;
        target = null;
        requests = 0;
        send(to, in, start, end - start, slot);
    }

    /// Sends a slot's requests in the client's order; the run before it must have ended.
    void send(Backend to, ByteBuf in, int from, int length, ClientSlot slot) {
        slot.bytes = length;
        slot.silent = state.isSilent();
        replies.add(slot);
        to.send(in, from, length, slot);
    }

    boolean isEmpty() {
        return target == null;
    }

    boolean hasWrites() {
        return target != null && writes;
    }

    boolean readsFromReplica() {
        Backend to = target;
        return to != null && to.route() == CommandCounts.Route.REPLICA;
    }
}
