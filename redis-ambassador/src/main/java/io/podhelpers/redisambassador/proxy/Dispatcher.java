package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.proxy.CommandPlan.Step;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.table.ReadOnlyForm;
import org.jspecify.annotations.Nullable;

/// Decides for each request of one client: which server, its own lease, or an answer from the session; and whether it
/// has to wait for earlier replies so that nothing observable differs from one server.
final class Dispatcher {
    private final Lane lane;
    private final ClientSession client;
    private final SessionState state;
    private CommandPlan plan;

    private final OwnConnection own;
    private @Nullable HeldTransaction held;
    private @Nullable ClientSlot large;

    // the last choices, good as long as neither servers nor session change
    private @Nullable Backend readTarget;
    private @Nullable Backend writeTarget;
    private int chosenAtEpoch = -1;
    private int chosenAtChange = -1;
    private int placedAt;
    private long waitingSince;

    Dispatcher(Lane lane, ClientSession client, SessionState state) {
        this.lane = lane;
        this.client = client;
        this.state = state;
        this.own = new OwnConnection(lane, client);
        this.plan = lane.shared().plan();
    }

    /// Deals with the request of these bytes; false if it has to wait and is to be given again.
    boolean dispatch(ByteBuf in, int from, int to, Arguments request) {
        int placement = lane.placement();
        if (placement != placedAt) {
            if (!client.isQuiet()) {
                client.waitFor(Wait.ANSWERS); // or it might overtake what is still sent from one server to another
                return false;
            }
            placedAt = placement;
        }
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
        if (step == Step.PERHAPS_READS && command != null) {
            boolean onlyReads = !own.isLent() && held == null && ReadOnlyForm.fits(command, request);
            if (onlyReads) {
                client.endRun(in);
                return client.alone(readOnlyForm(in, from, to, command, request));
            }
            step = Step.PRIMARY;
        }
        state.lastCommand = command;
        if (step == Step.DENIED || SessionCommands.isLocked(lane, state, plan.verb(command))) {
            return refuse(in, command, step);
        }
        if (step == Step.LEASE && Redirection.concerns(own, plan.verb(command), request)) {
            return redirect(command, request);
        }
        if (own.isLent()) {
            boolean mayGoBeside = lane.router().isChosenByFirstKey() && (step == Step.REPLICA || step == Step.PRIMARY);
            return (mayGoBeside && (own.onlyWatches() || own.onlyListens()))
                    ? besideWatch(in, from, to, command, request)
                    : onLease(in, from, to, command, step, request);
        }
        HeldTransaction begun = held;
        if (begun != null) {
            return onHeld(begun, in, from, to, command, step, request);
        }
        return switch (step) {
            case REPLICA -> read(in, from, to, command, request);
            case LEASE -> takeLease(in, from, to, command, request);
            case SESSION -> session(in, from, to, command, request);
            default -> write(in, from, to, command, request);
        };
    }

    private ByteBuf readOnlyForm(ByteBuf in, int from, int to, Command command, Arguments request) {
        ByteBuf form = lane.allocator().directBuffer(to - from + 16);
        Encode.arrayHeader(form, request.count());
        Encode.bulk(form, String.valueOf(ReadOnlyForm.of(command)));
        int afterName = request.index(0) + request.length(0) + 2;
        return form.writeBytes(in, afterName, to - afterName);
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
        Backend target = writeTarget(command, request);
        Verb verb = plan.verb(command);
        if (target != null && PauseCommands.concerns(verb)) {
            waitingSince = 0;
            client.endRun(in);
            new PauseCommands(lane, client).send(target, in, from, to, verb, plan.name(command), request);
            return true;
        }
        return forward(target, in, from, to, command, request, writes);
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
        new SessionCommands(lane, client, state).answer(plan.verb(command), request);
        return true;
    }

    // ---- requests that are passed on as they arrive

    /// Begins with a request that has arrived in part; null if it has to arrive as a whole, or has to wait, which the
    /// turnstile tells.
    @Nullable
    LargeRequest begin(ByteBuf in, int from, RequestFramer framer) {
        Arguments arrived = framer.arrived();
        plan = lane.shared().plan();
        Command command = arrived.count() == 0 ? null : plan.find(in, arrived.index(0), arrived.length(0));
        if (command == null || !command.accepts(framer.announced()) || !mayBePassedOn(command, arrived)) {
            return null;
        }
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS);
            return null;
        }
        placedAt = lane.placement();
        state.lastCommand = command;
        Backend backend = own.takeIfNone(() -> lane.router().lease(state, command, arrived));
        if (backend == null) {
            boolean refused = instead(in, from, in.writerIndex(), command, arrived);
            return refused ? new LargeRequest(null, framer.abandon()) : null;
        }
        waitingSince = 0;
        large = client.place();
        own.beginLarge(in, from, in.writerIndex() - from, plan.name(command), large);
        return new LargeRequest(backend, framer.abandon());
    }

    /// The last byte of it has been passed on.
    void endLarge() {
        ClientSlot slot = large;
        large = null;
        if (slot != null) {
            own.endLarge(slot);
        }
        client.goOn();
    }

    /// The rest of it is none.
    void dropLarge() {
        ClientSlot slot = large;
        large = null;
        if (slot != null) {
            slot.silent = true;
        }
        own.drop();
    }

    /// Whether it is clear where a request goes, and that nothing else is to be known of it.
    private boolean mayBePassedOn(Command command, Arguments arrived) {
        Step step = plan.step(command);
        boolean plain = (step == Step.PRIMARY || step == Step.REPLICA) && plan.verb(command) == Verb.OTHER;
        boolean free = held == null
                && !SessionCommands.isLocked(lane, state, Verb.OTHER)
                && !(own.isLent() && own.isTransparent());
        boolean placed = !lane.router().isChosenByFirstKey()
                || (!own.isLent()
                        && !command.hasMovableKeys()
                        && command.firstKey() > 0
                        && command.firstKey() == command.lastKey()
                        && command.firstKey() < arrived.count());
        return plain && free && placed;
    }

    private boolean redirect(@Nullable Command command, Arguments request) {
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS);
            return false;
        }
        count(command, Outcome.OK);
        new Redirection(lane, client, state, own).answer(plan.verb(command), request);
        return true;
    }

    // ---- leases

    private boolean takeLease(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        Verb verb = plan.verb(command);
        if (command == null || !command.accepts(request.count()) || OwnConnection.needsNone(verb, request)) {
            return write(in, from, to, command, request);
        }
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS); // its own connection is not in line behind the shared one
            return false;
        }
        if (verb == Verb.MULTI && lane.router().isChosenByFirstKey()) {
            held = new HeldTransaction();
            count(command, Outcome.OK);
            client.reply(out -> Encode.simple(out, "OK"));
            return true;
        }
        Backend backend = lane.router().lease(state, command, request);
        if (backend == null) {
            boolean refused = instead(in, from, to, command, request);
            if (refused && verb == Verb.MULTI && lane.router().isSameForAllKeys()) {
                client.finish(); // or what was sent behind it would be executed by itself
            }
            return refused;
        }
        waitingSince = 0;
        own.take(backend);
        return onLease(in, from, to, command, Step.LEASE, request);
    }

    /// What a cluster's client does between `WATCH` and `MULTI` may concern other slots than those it watches.
    private boolean besideWatch(ByteBuf in, int from, int to, @Nullable Command command, Arguments request) {
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS); // a read must come after the WATCH, and see what the primary has
            return false;
        }
        return write(in, from, to, command, request);
    }

    private boolean onLease(ByteBuf in, int from, int to, @Nullable Command command, Step step, Arguments request) {
        Verb verb = plan.verb(command);
        String refusal = lane.router().refusedThere(own.server(), command, request);
        if (refusal != null) {
            return notThere(refusal, in, from, to, command, step, request);
        }
        if (own.isTransparent()) {
            own.passThrough(in, from, to);
            return true;
        }
        if (verb == Verb.QUIT || verb == Verb.RESET) {
            return session(in, from, to, command, request);
        }
        if (step == Step.SESSION && !own.isInTransaction()) {
            return session(in, from, to, command, request);
        }
        if (subscribes(verb) && state.resp == 3 && !own.isInTransaction()) {
            if (!client.isQuiet()) {
                client.waitFor(Wait.ANSWERS); // or its pushes might overtake a reply from elsewhere
                return false;
            }
            own.subscribe(in, from, to);
            return true;
        }
        if (isQueued(command, step, request)) {
            return own.queue(in, from, to, command, verb, request);
        }
        if (verb == Verb.CLIENT_TRACKING) {
            own.listen(true);
        } else if (step == Step.SESSION || subscribes(verb) || changesConnection(verb)) {
            if (!client.isQuiet()) {
                client.waitFor(Wait.ANSWERS);
                return false;
            }
            own.becomeTransparent();
            own.passThrough(in, from, to);
            return true;
        }
        return own.send(in, from, to, command, verb, step == Step.LEASE, request);
    }

    /// A request that the client's own connection leads the wrong way for.
    private boolean notThere(
            String refusal, ByteBuf in, int from, int to, @Nullable Command command, Step step, Arguments request) {
        if (own.isTransparent()) {
            client.end(out -> Encode.error(out, refusal));
            return true;
        }
        if (own.isInTransaction() || (step == Step.LEASE && own.isWatching())) {
            client.endRun(in);
            if (own.isInTransaction()) {
                own.spoilTransaction();
            }
            client.replyError(refusal);
            return true;
        }
        if (step == Step.LEASE) {
            client.waitFor(Wait.ANSWERS); // by then the connection is given back
            return false;
        }
        return step == Step.REPLICA ? read(in, from, to, command, request) : write(in, from, to, command, request);
    }

    /// Whether it waits for `EXEC` as any command does, in a transaction that may have to be begun anew elsewhere.
    private boolean isQueued(@Nullable Command command, Step step, Arguments request) {
        return step == Step.SESSION
                && lane.router().isChosenByFirstKey()
                && command != null
                && command.accepts(request.count())
                && QueuedChange.isKnown(
                        plan.verb(command), request, state, lane.router().hasDatabases());
    }

    private static boolean subscribes(Verb verb) {
        return switch (verb) {
            case SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE, UNSUBSCRIBE, PUNSUBSCRIBE, SUNSUBSCRIBE -> true;
            default -> false;
        };
    }

    /// Whether it makes the connection something that no replies can be told apart on.
    private static boolean changesConnection(Verb verb) {
        return switch (verb) {
            case MONITOR, SYNC, PSYNC, REPLCONF, SCRIPT_DEBUG -> true;
            default -> false;
        };
    }

    // ---- a transaction whose server is not known yet

    private boolean onHeld(
            HeldTransaction begun,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Step step,
            Arguments request) {
        Verb verb = plan.verb(command);
        String refusal = lane.router().refusedThere(null, command, request);
        if (refusal != null) {
            begun.aborted = true;
            client.replyError(refusal);
            return true;
        }
        switch (verb) {
            case DISCARD, QUIT, RESET -> held = null;
            case EXEC -> {
                if (begun.aborted || begun.isEmpty()) {
                    held = null;
                    client.reply(out -> endOf(begun, out));
                    return true;
                }
            }
            default -> {
                if (begun.aborted || canBeHeld(begun, command, step, request, to - from)) {
                    begun.add(in, from, to - from);
                    noteChange(begun, command, step, request);
                    client.reply(out -> Encode.simple(out, "QUEUED"));
                    return true;
                }
            }
        }
        if (verb == Verb.DISCARD) {
            client.reply(out -> Encode.simple(out, "OK"));
            return true;
        }
        if (held == null) {
            return session(in, from, to, command, request);
        }
        return takeServer(begun, in, from, to, command, step, request);
    }

    private boolean takeServer(
            HeldTransaction begun,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Step step,
            Arguments request) {
        if (!client.isQuiet()) {
            client.waitFor(Wait.ANSWERS);
            return false;
        }
        int slot = lane.router().slotOf(command, request);
        if (slot == Router.SEVERAL_SLOTS) {
            begun.aborted = true;
            client.replyError("CROSSSLOT Keys in request don't hash to the same slot");
            return true;
        }
        Backend backend = lane.router().lease(state, command, request);
        if (backend == null) {
            boolean refused = instead(in, from, to, command, request);
            begun.aborted |= refused;
            return refused;
        }
        waitingSince = 0;
        held = null;
        own.take(backend);
        own.begin(begun, slot);
        if (begun.binds) {
            own.becomeTransparent();
        }
        return onLease(in, from, to, command, step, request);
    }

    private static void endOf(HeldTransaction begun, ByteBuf out) {
        if (begun.aborted) {
            Encode.error(out, "EXECABORT Transaction discarded because of previous errors.");
        } else {
            Encode.arrayHeader(out, 0);
        }
    }

    private void noteChange(HeldTransaction begun, @Nullable Command command, Step step, Arguments request) {
        Verb verb = plan.verb(command);
        if (isQueued(command, step, request)) {
            begun.changes(QueuedChange.of(verb, request));
        } else {
            begun.binds |= step == Step.SESSION || subscribes(verb);
        }
    }

    private boolean canBeHeld(
            HeldTransaction begun, @Nullable Command command, Step step, Arguments request, int length) {
        Verb verb = plan.verb(command);
        return command != null
                && command.accepts(request.count())
                && !command.is(Flag.NO_MULTI)
                && (verb == Verb.OTHER || step == Step.SESSION || subscribes(verb))
                && lane.router().slotOf(command, request) == Router.NO_KEYS
                && begun.holds(length);
    }

    // ----

    /// Everything is answered.
    void quiet() {
        own.quiet();
    }

    boolean waitsForMessages() {
        return own.waitsForMessages();
    }

    OwnConnection own() {
        return own;
    }

    /// Whether the client waits for something that may never come, such as a message.
    boolean isBusy() {
        return false;
    }

    private void count(@Nullable Command command, Outcome outcome) {
        lane.metrics().commands.add(plan.name(command), Route.SESSION, outcome, 1);
    }
}
