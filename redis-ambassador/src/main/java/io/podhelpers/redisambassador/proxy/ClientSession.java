package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.resp.InlineRequest;
import io.podhelpers.redisambassador.resp.ProtocolException;
import io.podhelpers.redisambassador.resp.RequestFramer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client's connection: its bytes become requests, [Dispatcher] says where they go, and [ReplySequencer] brings the
/// replies back in order.
///
/// `ClientInput → RequestFramer → Turnstile → Dispatcher → RunBuilder → Backend … ReplySequencer`
///
/// A request that must not overtake what is unanswered waits: the [Turnstile] closes, and the session goes on at the
/// end of a later pass. Only touched on its event loop.
final class ClientSession extends LaneHandler {
    /// A client that waits is read no further once this much of it lies here.
    private static final int UNREAD_BYTES = 64 * 1024;

    /// The most that is kept of replies that a client does not read.
    private static final int MOST_UNREAD_REPLIES = 2 * 1024 * 1024;

    /// Of 10 ms each.
    private static final int KEEPING_TRIES = 100;

    private final Lane lane;
    private final SessionState state;
    private final ClientInput input;
    private final Turnstile turnstile;
    private final Dispatcher dispatcher;
    private final RunBuilder run;
    private final ReplySequencer replies;

    // only while there is something for them to do: most clients are idle most of the time
    private @Nullable RequestFramer framer;
    private @Nullable HeldUp heldUp;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Outlet outlet;
    /// Requests of this client in [Detours]; only touched by that.
    int waitingDetours;

    private @Nullable LargeRequest large;
    private boolean processing;
    private boolean closed;
    private boolean finishing;
    private final long connectedNanos = System.nanoTime();
    private long lastByteNanos = connectedNanos;

    ClientSession(Lane lane, SessionState state) {
        this.lane = lane;
        this.state = state;
        this.input = new ClientInput(lane.allocator());
        this.replies = new ReplySequencer(lane, this);
        this.run = new RunBuilder(lane.settings(), state, replies);
        this.turnstile = new Turnstile(lane.settings(), replies);
        this.dispatcher = new Dispatcher(lane, this, state);
    }

    // ---- the client's bytes

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        outlet = new Outlet(ctx);
        lane.clients().add(this);
        lane.metrics().clients++;
        lane.metrics().clientsAccepted++;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        lane.metrics().clientBytesIn += bytes.readableBytes();
        lastByteNanos = lane.now();
        if (closed || passedOn(bytes) || turnstile.isClosedForGood()) {
            bytes.release();
            return;
        }
        try {
            input.add(bytes, missing());
        } catch (OutOfMemoryError e) {
            end(out -> Encode.error(out, "OOM no memory left in the ambassador for a request of this size"));
            return;
        }
        if (turnstile.isOpen()) {
            process();
        } else {
            lane.mark(this);
        }
    }

    /// What is to come of a request that lies here in part, as far as room is to be made for it.
    private int missing() {
        int missing = framer == null ? 0 : framer.missing(input.length());
        return turnstile.isOpen() ? missing : Math.min(missing, UNREAD_BYTES);
    }

    /// Passes on what belongs to a [LargeRequest]; whether that was all.
    private boolean passedOn(ByteBuf bytes) {
        LargeRequest begun = large;
        if (begun == null) {
            return false;
        }
        try {
            bytes.readerIndex(begun.add(bytes, bytes.readerIndex()));
        } catch (ProtocolException e) {
            large = null;
            dispatcher.dropLarge();
            protocolError(e);
            return true;
        }
        if (begun.isComplete()) {
            large = null;
            dispatcher.endLarge();
        }
        lane.mark(this);
        return !bytes.isReadable();
    }

    private void protocolError(ProtocolException e) {
        lane.metrics().clientProtocolErrors++;
        end(out -> Encode.error(out, "ERR " + e.getMessage()));
    }

    private void process() {
        ByteBuf in = input.bytes();
        if (in == null || processing) {
            return;
        }
        processing = true;
        int at = in.readerIndex();
        RequestFramer lent = framer == null ? lane.lendFramer() : framer;
        framer = lent;
        try {
            at = requests(lent, in, at);
            endRun(in);
        } catch (ProtocolException e) {
            framer = null; // it has part of what is none
            endRun(in);
            protocolError(e);
        } finally {
            processing = false;
        }
        if (closed || turnstile.isClosedForGood()) {
            input.release();
        } else {
            input.dealtWith(at);
        }
        if (input.bytes() == null && framer != null) {
            framer = null;
            lane.giveBack(lent);
        }
    }

    private int requests(RequestFramer framer, ByteBuf in, int from) {
        int at = from;
        while (turnstile.isOpen()) {
            RequestFramer.Found found = framer.frame(in, at);
            if (found == RequestFramer.Found.INCOMPLETE) {
                return incomplete(framer, in, at);
            }
            boolean taken = switch (found) {
                case REQUEST -> dispatcher.dispatch(in, at, framer.end(), framer);
                case INLINE -> inline(in, at, framer.end());
                case NOTHING -> true;
                case INCOMPLETE -> false;
            };
            if (!taken) {
                return at;
            }
            at = framer.end();
        }
        return at;
    }

    /// A request that has arrived in part is waited for, unless it is large.
    private int incomplete(RequestFramer framer, ByteBuf in, int at) {
        int bulk = framer.unfinishedBulk();
        if (bulk < LargeRequest.LEAST_BYTES) {
            return at;
        }
        endRun(in);
        LargeRequest begun = dispatcher.begin(in, at, framer);
        if (begun != null) {
            large = begun.isComplete() ? null : begun;
            if (begun.isComplete()) {
                dispatcher.endLarge();
            }
            return in.writerIndex();
        }
        if (turnstile.isOpen() && bulk > lane.settings().limits().bulkBytes()) {
            throw new ProtocolException("invalid bulk length");
        }
        return at;
    }

    /// An inline request is put into the form of the others, and travels alone.
    private boolean inline(ByteBuf in, int from, int to) {
        endRun(in);
        return alone(InlineRequest.toArray(in, from, to, lane.allocator()));
    }

    /// Deals with a request that is not among the client's own bytes; the run before it must have ended.
    ///
    /// @param request is released
    boolean alone(ByteBuf request) {
        try {
            RequestFramer own = new RequestFramer(lane.settings().limits());
            boolean taken = own.frame(request, 0) != RequestFramer.Found.REQUEST
                    || dispatcher.dispatch(request, 0, own.end(), own);
            endRun(request);
            return taken;
        } finally {
            request.release();
        }
    }

    // ---- runs

    /// Lets the request of these bytes travel with the run before it if that goes to the same server.
    void forward(Backend target, ByteBuf in, int from, int to, int name, boolean writes) {
        boolean full = run.add(target, in, from, to, name, writes);
        if (full) {
            waitFor(Wait.ROOM);
        }
    }

    /// Sends the run that has been put together.
    void endRun(ByteBuf in) {
        run.end(in);
    }

    /// Sends a slot's requests in the client's order; the run before it must have ended.
    void send(Backend target, ByteBuf in, int from, int length, ClientSlot slot) {
        run.send(target, in, from, length, slot);
    }

    /// Whether everything before the next request has been answered.
    boolean isQuiet() {
        return replies.isEmpty() && run.isEmpty();
    }

    boolean hasUnansweredWrites() {
        return replies.hasWrites() || run.hasWrites();
    }

    boolean hasUnansweredReplicaReads() {
        return replies.hasReplicaReads() || run.readsFromReplica();
    }

    /// Takes a place in the order for a reply that is put together elsewhere.
    void addSlot(ClientSlot slot) {
        slot.silent = state.isSilent();
        state.skipsNextReply = false;
        replies.add(slot);
    }

    /// Takes a place for a reply that the next request waits for, to be given by [#answered].
    ClientSlot place() {
        ClientSlot slot = new ClientSlot(replies, 1);
        addSlot(slot);
        waitFor(Wait.SESSION);
        return slot;
    }

    /// Gives the reply of a [#place].
    void answered(ClientSlot slot, ByteBuf reply) {
        replies.fill(slot, reply);
        goOn();
    }

    /// The same with a reply that is to be written.
    void answered(ClientSlot slot, Consumer<ByteBuf> reply) {
        ByteBuf bytes = Unpooled.buffer(64);
        reply.accept(bytes);
        answered(slot, bytes);
    }

    ReplySequencer replies() {
        return replies;
    }

    /// Answers the request itself; the run before it must have ended.
    void reply(Consumer<ByteBuf> reply) {
        if (state.isSilent()) {
            state.skipsNextReply = false;
            return;
        }
        replies.add(reply, false);
    }

    void replyError(String error) {
        reply(out -> Encode.error(out, error));
    }

    // ---- towards the client

    /// Sends what can be read of the buffer, and lets go of it.
    void write(ByteBuf bytes) {
        write(bytes, bytes.readerIndex(), bytes.readableBytes());
        bytes.release();
    }

    /// The caller keeps the buffer.
    void write(ByteBuf in, int from, int length) {
        Outlet out = outlet;
        if (out != null && !closed) {
            lane.metrics().clientBytesOut += length;
            out.write(in, from, length);
            lane.mark(this);
        }
    }

    /// A reply has left, or its turn has come.
    void progressed() {
        if (replies.isEmpty()) {
            dispatcher.quiet();
        }
        if (!turnstile.isOpen()) {
            lane.mark(this);
        }
    }

    @Override
    void endOfPass() {
        ChannelHandlerContext channel = context;
        Outlet out = outlet;
        if (channel == null || out == null || closed) {
            return;
        }
        if (turnstile.openIfOver(channel.channel().isWritable())) {
            process();
        }
        if (turnstile.isOpen() && !channel.channel().isWritable()) {
            turnstile.waitFor(Wait.CLIENT);
        }
        readOrNot(channel);
        out.flush();
        if (finishing && replies.isEmpty() && !dispatcher.isBusy()) {
            closeAfterFlush();
        }
    }

    private void readOrNot(ChannelHandlerContext channel) {
        LargeRequest begun = large;
        boolean full = begun == null ? !turnstile.isOpen() && input.length() >= UNREAD_BYTES : !begun.hasRoom();
        if (channel.channel().config().isAutoRead() == full) {
            channel.channel().config().setAutoRead(!full);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean reads = ctx.channel().isWritable();
        dispatcher.own().clientReads(reads);
        if (reads) {
            letGo();
        }
        lane.mark(this);
    }

    /// Whether this client leaves more unread than is kept for it.
    boolean isCongested() {
        ChannelHandlerContext channel = context;
        return channel != null && channel.channel().bytesBeforeWritable() > MOST_UNREAD_REPLIES;
    }

    /// Lets a shared connection rest until this client has read; not for long, since others wait behind it.
    void holdUp(Backend backend) {
        HeldUp others = heldUp == null ? new HeldUp() : heldUp;
        heldUp = others;
        others.add(backend);
    }

    private void letGo() {
        HeldUp others = heldUp;
        heldUp = null;
        if (others != null) {
            others.letGo();
        }
    }

    /// Ends a client that holds others up by not reading.
    void checkPatience(long now, long timeoutNanos) {
        if (heldUp != null && heldUp.isLongerThan(timeoutNanos, now)) {
            lane.metrics().slowClients++;
            close();
        }
    }

    /// Ends a client that is owed nothing and says nothing; one that waits for messages is no such.
    void checkIdle(long now, long timeoutNanos) {
        if (now - lastByteNanos > timeoutNanos && replies.isEmpty() && !dispatcher.waitsForMessages()) {
            lane.metrics().idleClients++;
            close();
        }
    }

    // ---- waiting

    void waitFor(Wait what) {
        turnstile.waitFor(what);
        lane.mark(this);
    }

    /// The reply that changes the session, or a server to try, has come.
    void goOn() {
        if (turnstile.goOn()) {
            lane.mark(this);
        }
    }

    void goOnIfWaitingForServer() {
        if (turnstile.isWaitingForServer()) {
            goOn();
        }
    }

    // ---- when the listener's configuration changes

    void settingsChanged(ProxySettings before, ProxySettings now) {
        state.settingsChanged(before, now);
    }

    /// The next request goes to the new upstream. What this client has a connection of its own for goes on at the old
    /// one
    /// until it is done.
    void upstreamChanged() {
        state.changes++;
        goOnIfWaitingForServer();
    }

    /// Ends a client whose messages would never come any more: it subscribed at a server that is not among these.
    void leaveIfBoundToOtherThan(Set<NodeAddress> servers) {
        if (dispatcher.own().isBoundToOtherThan(servers)) {
            closeAfterFlush();
        }
    }

    // ---- ends

    /// Answers once more, and closes when all replies are out.
    void end(Consumer<ByteBuf> lastReply) {
        waitFor(Wait.END);
        replies.add(lastReply, true);
    }

    /// Reads no more; closes when what is owed is answered.
    void finish() {
        finishing = true;
        waitFor(Wait.END);
        releaseInput();
    }

    void closeAfterFlush() {
        ChannelHandlerContext channel = context;
        Outlet out = outlet;
        if (channel != null && out != null && !closed) {
            turnstile.waitFor(Wait.END);
            out.flush();
            var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// The connection that this client had for itself is gone: as if the server had closed the client's.
    void leaseLost() {
        LargeRequest begun = large;
        boolean leftState = dispatcher.own().lost();
        if (begun != null && !leftState) {
            begun.dropRest(); // its reply is an error, and that is all
        } else {
            closeAfterFlush();
        }
    }

    /// Goes on with another connection of its own, after [#leaveLease].
    void takeLease(Backend other) {
        dispatcher.own().takeInstead(other);
    }

    /// The request that the connection of its own was for is to go elsewhere.
    void leaveLease() {
        dispatcher.own().leave();
    }

    /// A client's own connection that stays its own.
    ///
    /// @param server null if there is none
    /// @param id what the server calls it
    record Kept(@Nullable NodeAddress server, long id) {}

    /// Makes sure that it has a connection of its own until it leaves, and tells which, once the server has told.
    void keepOwnConnection(Consumer<Kept> then) {
        keepOwnConnection(then, KEEPING_TRIES);
    }

    private void keepOwnConnection(Consumer<Kept> then, int tries) {
        OwnConnection own = dispatcher.own();
        if (closed || tries == 0) {
            then.accept(new Kept(null, 0));
            return;
        }
        if ((own.isLent() || isQuiet()) && own.takeIfNone(() -> lane.router().leaseOf(state, Router.NO_KEYS)) != null) {
            own.listen(false);
            if (own.serverId() > 0) {
                then.accept(new Kept(own.leadsTo(), own.serverId()));
                return;
            }
        }
        var _ = lane.loop().schedule(() -> keepOwnConnection(then, tries - 1), 10, TimeUnit.MILLISECONDS);
    }

    boolean isWatching() {
        return dispatcher.own().onlyWatches();
    }

    SessionState state() {
        return state;
    }

    boolean isClosed() {
        return closed;
    }

    /// Gives up the connection of its own, whatever its state.
    void forgetLease() {
        dispatcher.own().drop();
    }

    /// Bytes that leave as they came: this client has the connection for itself.
    void receiveRaw(ByteBuf in, int from, int length) {
        wrote(); // perhaps
        write(in, from, length);
    }

    /// A part of a push that came on the connection of its own.
    void receivePush(ByteBuf in, int from, int length, boolean isLast) {
        if (!closed) {
            replies.push(in, from, length, isLast);
        }
    }

    /// Changes the connection of its own, if there is one, as the session was changed.
    void follow(String... request) {
        dispatcher.own().follow(state.resp, request);
    }

    /// What was queued has been done to the connection of its own: the session is as that is now.
    void executed(Transaction transaction) {
        transaction.change(state);
        dispatcher.own().strayed(state.resp);
    }

    /// How it is now.
    ClientEntry entry() {
        OwnConnection own = dispatcher.own();
        return new ClientEntry(
                lane, this, state.id, known(), own.leadsTo(), own.serverId(), own.isLent() && own.isTransparent());
    }

    private Map<String, String> known() {
        Map<String, String> known = state.known();
        long now = System.nanoTime();
        known.put("age", Long.toString((now - connectedNanos) / 1_000_000_000));
        known.put("idle", Long.toString((now - lastByteNanos) / 1_000_000_000));
        known.put("qbuf", Integer.toString(input.length()));
        ChannelHandlerContext channel = context;
        if (channel != null) {
            ClientAddress.of(channel.channel()).put(known);
        }
        return known;
    }

    /// A write has been answered: later reads must see it.
    void wrote() {
        if (lane.settings().consistency() == Consistency.SESSION) {
            // the real time, since that of the pass may be earlier than when the server wrote
            long now = System.nanoTime();
            state.lastWriteNanos = now;
            lane.shared().wroteAt(now);
            dispatcher.chooseAgain();
        }
    }

    void close() {
        ChannelHandlerContext channel = context;
        if (channel != null) {
            var _ = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        if (outlet != null) {
            outlet.close();
        }
        lane.clients().remove(this);
        lane.metrics().clients--;
        releaseInput();
        replies.close();
        letGo();
        dispatcher.own().drop();
    }

    private void releaseInput() {
        if (!processing) {
            input.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
