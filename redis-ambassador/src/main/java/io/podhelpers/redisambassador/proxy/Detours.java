package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.proxy.Refusal.Kind;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.resp.RequestLimits;
import io.podhelpers.redisambassador.table.Command;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Requests that a server refused or lost and that were surely not executed, or may be executed twice: they go to
/// another server at once, or wait a little for one.
///
/// A client's requests keep their order: while one of them waits here, those after it wait behind it, and the client's
/// next request is not dispatched. Only touched on the event loop.
final class Detours {
    /// A request that is sent from one server to the next and back waits in between after so many times.
    private static final int MOST_AT_ONCE = 5;

    private static final int RETRY_MILLIS = 10;
    private static final byte[] ASKING = "*1\r\n$6\r\nASKING\r\n".getBytes(ISO_8859_1);

    private final Lane lane;
    private final ArrayDeque<Detour> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private boolean trying;

    Detours(Lane lane) {
        this.lane = lane;
    }

    // ---- what may be sent elsewhere

    /// Whether a slot's requests may go elsewhere after this error.
    boolean wants(Slot slot, Refusal why) {
        Transaction transaction = slot.transaction();
        boolean aborted = why.kind() == Kind.EXECABORT && (transaction == null || !transaction.isRefused());
        return slot.sender() != null
                && !aborted
                && lane.router().isDetourFor(why.kind())
                && (slot.troubledSince == 0 || lane.now() - slot.troubledSince < patienceNanos(why.kind()));
    }

    /// The same after its connection was lost.
    boolean wants(Slot slot, Loss loss) {
        boolean harmless = !loss.sent() || slot.isRepeatable();
        return harmless
                && loss.refusal() == null
                && !slot.isPartlyReceived()
                && slot.transaction() == null // its client was told of what was lost before it
                && slot.sender() != null
                && (slot.troubledSince == 0 || lane.now() - slot.troubledSince < patienceNanos(null));
    }

    private long patienceNanos(@Nullable Kind why) {
        return why == Kind.TRYAGAIN || why == Kind.EXECABORT
                ? lane.settings().timeout().toNanos()
                : lane.router().patience().toNanos();
    }

    // ---- sending

    /// Takes a request over from the server that refused it.
    ///
    /// @param request which now belongs to the detour
    void refused(Slot slot, ByteBuf request, Backend from, Refusal why) {
        ClientSession client = java.util.Objects.requireNonNull(slot.sender());
        Detour detour = new Detour(slot, client, request, from, why.line(), null, patienceNanos(why.kind()));
        detour.to = why.to();
        Transaction transaction = slot.transaction();
        if (transaction != null) {
            begin(transaction, detour, why);
            return;
        }
        detour.asking = why.kind() == Kind.ASK;
        begin(detour, why.kind() == Kind.TRYAGAIN || why.kind() == Kind.CLUSTERDOWN);
    }

    /// Nothing of it was executed. A key that is watched may have changed meanwhile, which is what the client is told.
    private void begin(Transaction transaction, Detour detour, Refusal why) {
        if (transaction.isWatching()) {
            detour.client.leaveLease();
            detour.request.release();
            ByteBuf nil = Unpooled.buffer(8);
            nil.writeCharSequence(detour.client.state().resp == 2 ? "*-1\r\n" : "_\r\n", ISO_8859_1);
            answer(detour.slot, nil);
            return;
        }
        boolean moved = why.kind() == Kind.MOVED;
        detour.to = moved ? why.to() : null;
        begin(detour, !moved); // ASK is of no use: a server takes ASKING for a part of the transaction
    }

    /// Takes a request over from a connection that is lost.
    void lost(Slot slot, ByteBuf request, Loss loss) {
        ClientSession client = java.util.Objects.requireNonNull(slot.sender());
        ByteBuf error = Unpooled.buffer(128);
        Encode.error(error, loss.error());
        byte[] line = new byte[error.readableBytes()];
        error.readBytes(line);
        begin(new Detour(slot, client, request, loss.backend(), line, loss, patienceNanos(null)), false);
    }

    private void begin(Detour detour, boolean wait) {
        Slot slot = detour.slot;
        slot.startOver();
        if (slot.isLeased()) {
            detour.client.leaveLease();
        }
        if (slot.troubledSince == 0) {
            slot.troubledSince = lane.now();
        }
        boolean atOnce = !wait && detour.client.waitingDetours == 0 && slot.detours++ % MOST_AT_ONCE < MOST_AT_ONCE - 1;
        if (atOnce && attempt(detour, true)) {
            return;
        }
        detour.to = null; // by then the router knows better
        detour.client.waitingDetours++;
        detour.client.waitFor(Wait.ANSWERS);
        waiting.add(detour);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            var _ = lane.loop()
                    .schedule(
                            () -> {
                                scheduled = false;
                                tryAgain();
                            },
                            RETRY_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// Gives all that wait another try; also to be called when a server has appeared.
    void tryAgain() {
        if (trying) {
            return;
        }
        trying = true;
        Set<ClientSession> stillWaiting = new HashSet<>();
        for (int n = waiting.size(); n > 0; n--) {
            Detour next = waiting.remove();
            if (stillWaiting.contains(next.client)) {
                waiting.add(next);
            } else if (next.client.isClosed()) {
                drop(next);
                answer(next.slot, Unpooled.wrappedBuffer(next.error)); // others may wait for it, to be put together
            } else if (isOver(next)) {
                giveUp(next);
            } else if (attempt(next, false)) {
                next.client.waitingDetours--;
            } else {
                waiting.add(next);
                stillWaiting.add(next.client);
            }
        }
        trying = false;
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    private boolean isOver(Detour detour) {
        return System.nanoTime() - detour.slot.troubledSince > detour.patienceNanos;
    }

    private static void drop(Detour detour) {
        detour.client.waitingDetours--;
        detour.request.release();
    }

    private void giveUp(Detour detour) {
        Loss loss = detour.loss;
        if (loss != null) {
            if (loss.sent()) {
                lane.metrics().lostReplies++;
            } else {
                lane.metrics().unreachable++;
            }
        }
        drop(detour);
        answer(detour.slot, Unpooled.wrappedBuffer(detour.error));
    }

    private static void answer(Slot slot, ByteBuf reply) {
        slot.remaining = 0;
        slot.receive(reply, reply.readerIndex(), reply.readableBytes());
        slot.complete();
    }

    /// Sends the request if there is a server to take it.
    ///
    /// @param first right after the refusal: to ask the same server again makes no sense yet
    private boolean attempt(Detour detour, boolean first) {
        if (first && detour.slot.isLeased() && detour.to == null) {
            return false;
        }
        SessionState session = detour.client.state();
        RequestFramer request = new RequestFramer(RequestLimits.OF_REDIS);
        request.frame(detour.request, detour.request.readerIndex());
        Command command = lane.shared().plan().findWithSubcommand(detour.request, request);
        Backend other = backend(detour, session, command, request);
        boolean sameRefusedIt =
                other != null && detour.loss == null && other.key().node().equals(detour.from);
        if (other == null || !other.isUsable() || (first && detour.to == null && sameRefusedIt)) {
            return false;
        }
        if (detour.slot.isLeased()) {
            detour.client.takeLease(other);
        }
        if (detour.asking && detour.to != null) {
            other.tally().sent(CommandNames.UNKNOWN);
            other.send(Unpooled.wrappedBuffer(ASKING), 0, ASKING.length, new CollectedReply(1, _ -> {}, _ -> {}));
        }
        Transaction transaction = detour.slot.transaction();
        if (transaction != null) {
            queueAgain(transaction, other);
        }
        other.tally().sent(lane.shared().plan().name(command));
        other.send(detour.request, detour.request.readerIndex(), detour.request.readableBytes(), detour.slot);
        lane.metrics().resent++;
        detour.request.release();
        return true;
    }

    /// A read that was sent to the primary may have to see a write that was sent before it.
    private boolean mayLeavePrimary(Slot slot) {
        return slot.wasAtReplica() || lane.settings().consistency() == Consistency.EVENTUAL;
    }

    private static void queueAgain(Transaction transaction, Backend other) {
        transaction.begunAnew();
        for (int i = 0; i < transaction.count(); i++) {
            other.tally().sent(CommandNames.UNKNOWN);
        }
        ByteBuf requests = transaction.requests();
        other.send(
                requests,
                0,
                requests.readableBytes(),
                new CollectedReply(transaction.count(), transaction::requeued, _ -> {}));
    }

    private @Nullable Backend backend(
            Detour detour, SessionState session, @Nullable Command command, RequestFramer request) {
        boolean leased = detour.slot.isLeased();
        if (detour.to != null) {
            return leased
                    ? lane.backends().lease(session.aloneOn(detour.to))
                    : lane.backends().shared(session.on(detour.to), CommandCounts.Route.PRIMARY);
        }
        if (leased) {
            Transaction transaction = detour.slot.transaction();
            return transaction != null
                    ? lane.router().leaseOf(session, transaction.slot)
                    : lane.router().lease(session, command, request);
        }
        return detour.slot.isRepeatable() && mayLeavePrimary(detour.slot)
                ? lane.router().forReadElsewhere(session, command, request, detour.from)
                : lane.router().forWrite(session, command, request);
    }
}
