package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.proxy.ClientSession.Wait;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.proxy.CommandPlan.Step;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import org.jspecify.annotations.Nullable;

/// Decides for each request of one client: which server, its own lease, or an answer from the session; and whether it
/// has to wait for earlier replies so that nothing observable differs from one server.
final class Dispatcher {
    private final Lane lane;
    private final ClientSession client;
    private final SessionState state;
    private final SessionCommands sessionCommands;
    private CommandPlan plan;

    private @Nullable Lease lease;

    // the last choices, good as long as neither servers nor session change
    private @Nullable Backend readTarget;
    private @Nullable Backend writeTarget;
    private int chosenAtEpoch = -1;
    private int chosenAtChange = -1;
    private long waitingSince;

    Dispatcher(Lane lane, ClientSession client, SessionState state) {
        this.lane = lane;
        this.client = client;
        this.state = state;
        this.plan = lane.shared().plan();
        this.sessionCommands = new SessionCommands(lane, client, state);
    }

    /// Deals with the request of these bytes; false if it has to wait and is to be given again.
    boolean dispatch(ByteBuf in, int from, int to, Arguments request) {
        plan = lane.shared().plan();
        Command command = plan.find(in, request.index(0), request.length(0));
        Step step = command == null ? Step.PRIMARY : plan.step(command);
        if (step == Step.BY_SUBCOMMAND && command != null) {
            Command sub = request.count() > 1 ? command.subcommand(in, request.index(1), request.length(1)) : null;
            command = sub == null ? command : sub;
            step = sub == null ? Step.PRIMARY : plan.step(sub);
        }
        if (step == Step.BY_ARGUMENTS && command != null) {
            step = plan.step(command, request);
        }
        if (step == Step.DENIED || sessionCommands.isLocked(plan.verb(command))) {
            return refuse(in, command, step);
        }
        Lease own = lease;
        if (own != null) {
            return onLease(own, in, from, to, command, step, request);
        }
        return switch (step) {
            case REPLICA -> read(in, from, to, command, request);
            case LEASE -> takeLease(in, from, to, command, request);
            case SESSION -> session(in, from, to, command, request);
            default -> write(in, from, to, command, request);
        };
    }

    private boolean refuse(ByteBuf in, @Nullable Command command, Step step) {
        client.endRun(in);
        count(command, Outcome.REFUSED);
        if (step == Step.DENIED) {
            String name = command == null ? "" : command.name().replace('|', ' ');
            client.replyError("NOPERM the ambassador does not let '" + name + "' through");
        } else {
            client.replyError("NOAUTH Authentication required.");
        }
        return true;
    }

    // ---- shared connections

    private boolean read(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        boolean mayLeavePrimary =
                lane.settings().consistency() == Consistency.EVENTUAL || !client.hasUnansweredWrites();
        if (!mayLeavePrimary) {
            lane.metrics().consistencyFallbacks++;
        }
        Backend target = mayLeavePrimary ? readTarget(command, request) : writeTarget(command, request);
        return forward(target, in, from, to, command, request, false);
    }

    private boolean write(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        boolean writes = command == null || !command.is(Flag.READONLY);
        if (writes && client.hasUnansweredReplicaReads() && lane.settings().consistency() != Consistency.EVENTUAL) {
            client.waitFor(Wait.ANSWERS); // or a read sent before would see this write
            return false;
        }
        return forward(writeTarget(command, request), in, from, to, command, request, writes);
    }

    private boolean forward(
            @Nullable Backend target,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Arguments request,
            boolean writes) {
        if (target != null) {
            waitingSince = 0;
            client.forward(target, in, from, to, plan.name(command), writes);
            return true;
        }
        client.endRun(in);
        return instead(in, from, to, command, request);
    }

    private boolean instead(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        if (lane.router().instead(client, state, in, from, to, command, request)) {
            waitingSince = 0;
            return true;
        }
        long now = System.nanoTime();
        if (waitingSince == 0) {
            waitingSince = now;
        }
        if (now - waitingSince < lane.router().patience().toNanos()) {
            client.waitFor(Wait.SERVER);
            return false;
        }
        waitingSince = 0;
        lane.metrics().unreachable++;
        count(command, Outcome.LOST);
        client.replyError("UNREACHABLE " + lane.router().whyUnreachable());
        return true;
    }

    private @Nullable Backend readTarget(@Nullable Command command, Arguments request) {
        if (!lane.router().isSameForAllKeys()) {
            return lane.router().forRead(state, command, request);
        }
        forgetOldChoices();
        Backend known = readTarget;
        if (known == null || !known.isUsable()) {
            known = lane.router().forRead(state, command, request);
            readTarget = known;
        }
        return known;
    }

    private @Nullable Backend writeTarget(@Nullable Command command, Arguments request) {
        if (!lane.router().isSameForAllKeys()) {
            return lane.router().forWrite(state, command, request);
        }
        forgetOldChoices();
        Backend known = writeTarget;
        if (known == null || !known.isUsable()) {
            known = lane.router().forWrite(state, command, request);
            writeTarget = known;
        }
        return known;
    }

    /// The replica chosen may lack this client's last write.
    void chooseAgain() {
        readTarget = null;
    }

    private void forgetOldChoices() {
        int epoch = lane.router().epoch();
        if (epoch != chosenAtEpoch || state.changes != chosenAtChange) {
            chosenAtEpoch = epoch;
            chosenAtChange = state.changes;
            readTarget = null;
            writeTarget = null;
        }
    }

    private boolean session(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        if (command == null || !command.accepts(request.count())) {
            return write(in, from, to, command, request); // the server words the error
        }
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS);
            return false;
        }
        count(command, Outcome.OK);
        sessionCommands.answer(plan.verb(command), request);
        return true;
    }

    // ---- leases

    private boolean takeLease(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        Verb verb = plan.verb(command);
        if (command == null || !command.accepts(request.count()) || needsNoLease(verb, request)) {
            return write(in, from, to, command, request);
        }
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS); // its own connection is not in line behind the shared one
            return false;
        }
        Backend backend = lane.router().lease(state, command, request);
        if (backend == null) {
            return instead(in, from, to, command, request);
        }
        waitingSince = 0;
        backend.lendTo(client);
        Lease taken = new Lease(backend);
        lease = taken;
        return onLease(taken, in, from, to, command, Step.LEASE, request);
    }

    /// Without a transaction or tracking these leave nothing on the connection.
    private static boolean needsNoLease(Verb verb, Arguments request) {
        return switch (verb) {
            case EXEC, DISCARD, UNWATCH, CLIENT_TRACKINGINFO, CLIENT_CACHING, CLIENT_GETREDIR -> true;
            case CLIENT_TRACKING -> !SessionCommands.word(request, 2).equals("on");
            default -> false;
        };
    }

    private boolean onLease(
            Lease own, ByteBuf in, int from, int to, @Nullable Command command, Step step, Arguments request) {
        Verb verb = plan.verb(command);
        if (own.isTransparent) {
            own.backend.sendRaw(in, from, to - from);
            return true;
        }
        if (verb == Verb.QUIT || verb == Verb.RESET) {
            return session(in, from, to, command, request);
        }
        if (step == Step.SESSION || changesConnection(verb)) {
            if (!client.isQuiet()) {
                client.waitFor(Wait.ANSWERS);
                return false;
            }
            becomeTransparent(own);
            own.backend.sendRaw(in, from, to - from);
            return true;
        }
        boolean inTransaction = own.inTransaction;
        own.noted(verb);
        if (step == Step.LEASE && !inTransaction && mayBlock(verb)) {
            sendPatiently(own, in, from, to, command, verb);
            return true;
        }
        client.forward(own.backend, in, from, to, plan.name(command), true);
        return true;
    }

    private static boolean mayBlock(Verb verb) {
        return switch (verb) {
            case MULTI, EXEC, DISCARD, WATCH, UNWATCH, CLIENT_TRACKINGINFO, CLIENT_CACHING, CLIENT_GETREDIR -> false;
            default -> true;
        };
    }

    private static boolean changesConnection(Verb verb) {
        return switch (verb) {
            case SUBSCRIBE,
                    PSUBSCRIBE,
                    SSUBSCRIBE,
                    UNSUBSCRIBE,
                    PUNSUBSCRIBE,
                    SUNSUBSCRIBE,
                    MONITOR,
                    SYNC,
                    PSYNC,
                    CLIENT_TRACKING -> true;
            default -> false;
        };
    }

    private static void becomeTransparent(Lease own) {
        own.isTransparent = true;
        own.backend.passThrough();
    }

    private void sendPatiently(Lease own, ByteBuf in, int from, int to, @Nullable Command command, Verb verb) {
        client.endRun(in);
        if (verb == Verb.WAIT || verb == Verb.WAITAOF) {
            // makes this connection's last write offset the primary's as of now, which covers the client's writes
            ask(own.backend, "PING");
        }
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        slot.patient = true;
        slot.writes = true;
        own.backend.tally().sent(plan.name(command));
        client.send(own.backend, in, from, to - from, slot);
    }

    /// Sends a request of our own whose reply interests nobody.
    private static void ask(Backend backend, String... request) {
        ByteBuf bytes = Unpooled.buffer(64);
        Encode.request(bytes, request);
        backend.tally().sent(CommandNames.UNKNOWN);
        backend.send(bytes, 0, bytes.readableBytes(), new CollectedReply(1, _ -> {}, _ -> {}));
    }

    /// Everything is answered: a lease without state goes back.
    void quiet() {
        Lease own = lease;
        if (own != null && own.isClean()) {
            lease = null;
            lane.backends().giveBack(own.backend);
        }
    }

    /// Ends the lease whatever its state, for RESET.
    void dropLease() {
        Lease own = lease;
        lease = null;
        if (own != null) {
            own.backend.lendTo(null);
            own.backend.close();
        }
    }

    void leaseLost() {
        lease = null;
    }

    void clientGone() {
        dropLease();
    }

    /// Whether the client waits for something that may never come, such as a message.
    boolean isBusy() {
        return false;
    }

    /// A client that does not read its messages holds up its own connection, nobody else's.
    void clientReads(boolean reads) {
        Lease own = lease;
        if (own != null) {
            own.backend.readMore(reads);
        }
    }

    private void count(@Nullable Command command, Outcome outcome) {
        lane.metrics().commands.add(plan.name(command), Route.SESSION, outcome, 1);
    }
}
