package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one client does on a connection of its own: transactions, blocking commands, subscriptions and the like.
///
/// `nobody's → lent by [Backends] → given back once everything is answered and no state is left on it`
final class OwnConnection {
    private final Lane lane;
    private final ClientSession client;
    private @Nullable Lease lease;
    private @Nullable Lease left;

    OwnConnection(Lane lane, ClientSession client) {
        this.lane = lane;
        this.client = client;
    }

    /// Whether all that comes on it passes as it is.
    boolean waitsForMessages() {
        Lease own = lease;
        return own != null && (own.isTransparent || own.isListening);
    }

    /// Whether the server has nothing of it but subscriptions.
    boolean onlyListens() {
        Lease own = lease;
        return own != null && own.isListening && !own.isTracking && !own.watching && !own.inTransaction;
    }

    /// Whether all that is left on it is that keys are watched.
    boolean onlyWatches() {
        Lease own = lease;
        return own != null && own.watching && !own.inTransaction && !own.isTransparent && !own.isListening;
    }

    boolean isLent() {
        return lease != null;
    }

    /// Goes on with that connection.
    void take(Backend backend) {
        backend.lendTo(client);
        lease = new Lease(backend);
    }

    /// The connection that it has, or else goes on with this one; null if that is null.
    @Nullable
    Backend takeIfNone(Supplier<@Nullable Backend> other) {
        Lease own = lease;
        if (own != null) {
            return own.backend;
        }
        Backend taken = other.get();
        if (taken != null) {
            take(taken);
        }
        return taken;
    }

    /// Begins to send a request of which only the first bytes have arrived.
    ///
    /// @return where the rest is to be sent
    Backend beginLarge(ByteBuf in, int from, int length, int name, ClientSlot slot) {
        Lease own = lease();
        own.isInTheMiddle = true;
        slot.fixed = true;
        slot.writes = true;
        slot.patient = true; // with the client, who decides how fast the request arrives
        own.backend.keepNothing(true);
        own.backend.tally().sent(name);
        own.backend.send(in, from, length, slot);
        return own.backend;
    }

    /// All of it has arrived.
    void endLarge(ClientSlot slot) {
        slot.patient = false;
        slot.since = lane.now();
        Lease own = lease;
        if (own != null) {
            own.isInTheMiddle = false;
            own.backend.keepNothing(false);
        }
        if (client.isQuiet()) {
            quiet(); // it was answered before its end
        }
    }

    /// The client that its invalidations go to; 0 if none was named.
    long redirectedTo() {
        Lease own = lease;
        return own == null ? 0 : own.redirectedTo;
    }

    void redirectedTo(long client) {
        Lease own = lease;
        if (own != null) {
            own.redirectedTo = client;
        }
    }

    /// Goes on with another connection after [#leave], since what was sent on the one before has to go elsewhere.
    void takeInstead(Backend backend) {
        Lease before = left;
        Lease now = new Lease(backend);
        now.isMovable = true;
        if (before != null) {
            now.watching = before.watching;
            now.watchedSlot = before.watchedSlot;
        }
        backend.lendTo(client);
        lease = now;
    }

    /// Begins a transaction there whose `MULTI` was answered before the server was known.
    ///
    /// @param slot that decided about the server
    void begin(HeldTransaction held, int slot) {
        Lease own = lease();
        Transaction begun = new Transaction(slot, false);
        held.sendTo(own.backend, begun);
        own.inTransaction = true;
        own.begin(begun);
    }

    /// Without a transaction or tracking these leave nothing on the connection.
    static boolean needsNone(Verb verb, Arguments request) {
        return switch (verb) {
            case EXEC, DISCARD, UNWATCH, CLIENT_TRACKINGINFO, CLIENT_CACHING, CLIENT_GETREDIR -> true;
            case CLIENT_TRACKING -> !SessionCommands.word(request, 2).equals("on");
            default -> false;
        };
    }

    private Lease lease() {
        Lease own = lease;
        if (own == null) {
            throw new IllegalStateException("no connection is lent to this client");
        }
        return own;
    }

    NodeAddress server() {
        return lease().backend.key().node();
    }

    boolean isInTransaction() {
        return lease().inTransaction;
    }

    boolean isWatching() {
        return lease().watching;
    }

    /// Makes the server refuse the open transaction's `EXEC`, by a request that it cannot queue.
    void spoilTransaction() {
        lease().backend.ask(_ -> {}, "CROSSSHARD");
    }

    // ---- requests

    boolean isTransparent() {
        return lease().isTransparent;
    }

    /// Queues a request in the open transaction that will change the session; false if that has to wait.
    boolean queue(ByteBuf in, int from, int to, @Nullable Command command, Verb verb, Arguments request) {
        boolean sent = send(in, from, to, command, verb, false, request);
        Transaction open = lease().transaction();
        if (sent && open != null) {
            open.changes(QueuedChange.of(verb, request));
        }
        return sent;
    }

    void passThrough(ByteBuf in, int from, int to) {
        lease().backend.sendRaw(in, from, to - from);
    }

    /// From now on all bytes pass as they are.
    void becomeTransparent() {
        Lease own = lease();
        own.isTransparent = true;
        own.backend.passThrough();
    }

    /// Whether it leads to a server.
    @Nullable
    NodeAddress leadsTo() {
        Lease own = lease;
        return own == null ? null : own.backend.key().node();
    }

    /// What that server calls it; 0 if unknown.
    long serverId() {
        Lease own = lease;
        return own == null ? 0 : own.backend.serverId();
    }

    /// Changes the connection as the session has changed.
    void follow(int resp, String... request) {
        Lease own = lease;
        if (own == null || own.isTransparent) {
            return;
        }
        own.backend.ask(_ -> {}, request);
        strayed(resp);
    }

    /// The connection has changed as the session has.
    void strayed(int resp) {
        Lease own = lease;
        if (own == null) {
            return;
        }
        own.backend.stray();
        if (own.isListening && resp == 2) {
            becomeTransparent(); // messages are no pushes any more
        }
    }

    /// From now on the server's pushes are the client's, and the connection stays its own.
    void listen(boolean tracks) {
        Lease own = lease();
        own.isListening = true;
        own.isTracking |= tracks;
        own.backend.listen();
    }

    /// Passes on a request that is answered by pushes, as many as the server likes, or by an error.
    void subscribe(ByteBuf in, int from, int to) {
        listen(false);
        client.endRun(in);
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        client.replies().add(slot);
        Backend backend = lease().backend;
        backend.sendRaw(in, from, to - from);
        backend.ask(new Fence(client.replies(), slot), "PING");
    }

    /// Deals with a request; false if it has to wait.
    ///
    /// @param leases whether it needs a connection of its own
    boolean send(
            ByteBuf in, int from, int to, @Nullable Command command, Verb verb, boolean leases, Arguments request) {
        Lease own = lease();
        if (own.isMovable && !client.isQuiet()) {
            client.waitFor(Wait.ANSWERS); // what is sent may still go to another server
            return false;
        }
        own.isMovable = false;
        int name = lane.shared().plan().name(command);
        if (lane.router().isChosenByFirstKey()) {
            if (verb == Verb.MULTI && !own.inTransaction) {
                return multi(own, in, from, to, name);
            }
            Transaction transaction = own.transaction();
            if (transaction != null && verb == Verb.EXEC) {
                own.noted(verb);
                exec(own, transaction, in, from, to, name);
                return true;
            }
            if (transaction != null && own.inTransaction) {
                transaction.slot = transaction.slot < 0 ? lane.router().slotOf(command, request) : transaction.slot;
                transaction.add(in, from, to - from);
            } else if (verb == Verb.WATCH && !own.watching) {
                return firstWatch(own, in, from, to, name, lane.router().slotOf(command, request));
            }
        }
        boolean inTransaction = own.inTransaction;
        own.noted(verb);
        if (leases && !inTransaction && mayBlock(verb)) {
            sendPatiently(own, in, from, to, name, verb);
        } else {
            client.forward(own.backend, in, from, to, name, true);
        }
        return true;
    }

    private boolean multi(Lease own, ByteBuf in, int from, int to, int name) {
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS); // one transaction at a time can be begun anew
            return false;
        }
        Transaction begun = new Transaction(own.watchedSlot, own.watching);
        begun.add(in, from, to - from);
        own.noted(Verb.MULTI);
        own.begin(begun);
        client.forward(own.backend, in, from, to, name, true);
        return true;
    }

    private boolean firstWatch(Lease own, ByteBuf in, int from, int to, int name, int slot) {
        own.watchedSlot = slot;
        own.noted(Verb.WATCH);
        client.endRun(in);
        sendMovable(own, in, from, to, name, new ClientSlot(client.replies(), 1));
        return true;
    }

    private void exec(Lease own, Transaction transaction, ByteBuf in, int from, int to, int name) {
        client.endRun(in);
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        slot.transaction = transaction;
        sendMovable(own, in, from, to, name, slot);
    }

    private static boolean mayBlock(Verb verb) {
        return switch (verb) {
            case MULTI, EXEC, DISCARD, WATCH, UNWATCH, CLIENT_TRACKINGINFO, CLIENT_CACHING, CLIENT_GETREDIR -> false;
            default -> true;
        };
    }

    private void sendPatiently(Lease own, ByteBuf in, int from, int to, int name, Verb verb) {
        client.endRun(in);
        if (verb == Verb.WAIT || verb == Verb.WAITAOF) {
            // makes this connection's last write offset the primary's as of now, which covers the client's writes
            own.backend.ask(_ -> {}, "PING");
        }
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        slot.patient = true;
        slot.fixed = own.watching;
        sendMovable(own, in, from, to, name, slot);
    }

    private void sendMovable(Lease own, ByteBuf in, int from, int to, int name, ClientSlot slot) {
        slot.leased = true;
        slot.writes = true;
        own.isMovable = !slot.fixed;
        own.backend.tally().sent(name);
        client.send(own.backend, in, from, to - from, slot);
    }

    // ---- its end

    /// Everything is answered: a connection without state goes back.
    void quiet() {
        Lease own = lease;
        if (own != null && own.isClean()) {
            leave();
        }
    }

    /// Gives the connection back.
    void leave() {
        Lease own = lease;
        lease = null;
        left = own;
        if (own != null) {
            lane.backends().giveBack(own.backend);
        }
    }

    /// Ends the connection whatever its state, for RESET.
    void drop() {
        Lease own = lease;
        lease = null;
        if (own != null) {
            own.backend.lendTo(null);
            own.backend.close();
        }
    }

    /// The connection is gone; whether more is gone with it than what was sent.
    boolean lost() {
        Lease own = lease;
        lease = null;
        return own != null && own.hasState();
    }

    /// Whether all that comes for this client comes from a server that is not among these.
    boolean isBoundToOtherThan(Set<NodeAddress> servers) {
        Lease own = lease;
        return own != null
                && (own.isTransparent || own.isListening)
                && !servers.contains(own.backend.key().node());
    }

    /// A client that does not read its messages holds up its own connection, nobody else's.
    void clientReads(boolean reads) {
        Lease own = lease;
        if (own != null) {
            own.backend.readMore(reads);
        }
    }
}
