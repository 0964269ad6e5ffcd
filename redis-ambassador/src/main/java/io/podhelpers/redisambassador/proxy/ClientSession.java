package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.podhelpers.redisambassador.resp.InlineRequest;
import io.podhelpers.redisambassador.resp.ProtocolException;
import io.podhelpers.redisambassador.resp.RequestFramer;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client's connection: its bytes become requests, [Dispatcher] says where they go, and [ReplySequencer] brings the
/// replies back in order.
///
/// Requests that follow one another to the same server travel as one run, with one [ClientSlot]. A request that must
/// not
/// overtake what is unanswered waits: the session stops ([Wait]) and goes on at the end of a later pass. Only touched
/// on
/// its event loop.
final class ClientSession extends LaneHandler {
    /// What the next request waits for.
    enum Wait {
        NOTHING,
        /// All that was sent before must be answered.
        ANSWERS,
        /// Half of what may be in flight must be answered.
        ROOM,
        /// The client must read its replies.
        CLIENT,
        /// A reply that changes the session.
        SESSION,
        /// A server that can be reached.
        SERVER,
        /// Nothing more will be read.
        END
    }

    /// A client that waits is read no further once this much of it lies here.
    private static final int UNREAD_BYTES = 64 * 1024;

    /// The most that is kept of replies that a client does not read.
    private static final int MOST_UNREAD_REPLIES = 2 * 1024 * 1024;

    private final Lane lane;
    private final SessionState state;
    private final RequestFramer framer;
    private final Dispatcher dispatcher;
    private final ReplySequencer replies;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf input;
    private Wait wait = Wait.NOTHING;
    private boolean processing;
    private boolean unflushed;
    private boolean closed;
    private boolean finishing;
    private final ArrayList<Backend> heldUp = new ArrayList<>(0);
    private long heldUpSince;

    // the run that is being put together: the bytes runStart..runEnd of the input
    private @Nullable Backend runTarget;
    private int runStart;
    private int runEnd;
    private int runRequests;
    private boolean runWrites;

    ClientSession(Lane lane, SessionState state) {
        this.lane = lane;
        this.state = state;
        this.framer = new RequestFramer(lane.settings().limits());
        this.replies = new ReplySequencer(lane, state, this);
        this.dispatcher = new Dispatcher(lane, this, state);
    }

    // ---- the client's bytes

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        lane.clients().add(this);
        lane.metrics().clients++;
        lane.metrics().clientsAccepted++;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        lane.metrics().clientBytesIn += bytes.readableBytes();
        if (closed || wait == Wait.END) {
            bytes.release();
            return;
        }
        ByteBuf before = input;
        if (before != null) {
            try {
                bytes = joined(before, bytes);
            } catch (OutOfMemoryError e) {
                bytes.release();
                end(out -> Encode.error(out, "OOM no memory left in the ambassador for a request of this size"));
                return;
            }
        }
        input = bytes;
        if (wait == Wait.NOTHING) {
            process();
        } else {
            lane.mark(this);
        }
    }

    private ByteBuf joined(ByteBuf before, ByteBuf more) {
        if (before.refCnt() == 1 && before.writableBytes() >= more.readableBytes()) {
            before.writeBytes(more);
            more.release();
            return before;
        }
        int length = before.readableBytes() + more.readableBytes();
        int expected = before.readableBytes() + framer.missing(before.readableBytes());
        ByteBuf joined = lane.allocator().directBuffer(Math.max(length + length / 2, expected));
        joined.writeBytes(before).writeBytes(more);
        before.release();
        more.release();
        return joined;
    }

    private void process() {
        ByteBuf in = input;
        if (in == null || processing) {
            return;
        }
        processing = true;
        int at = in.readerIndex();
        try {
            at = requests(in, at);
            endRun(in);
        } catch (ProtocolException e) {
            endRun(in);
            lane.metrics().clientProtocolErrors++;
            end(out -> Encode.error(out, "ERR " + e.getMessage()));
        } finally {
            processing = false;
        }
        if (closed || wait == Wait.END || at == in.writerIndex()) {
            releaseInput();
        } else {
            in.readerIndex(at);
        }
    }

    private int requests(ByteBuf in, int from) {
        int at = from;
        while (wait == Wait.NOTHING) {
            boolean taken = switch (framer.frame(in, at)) {
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

    /// An inline request is put into the form of the others, and travels alone.
    private boolean inline(ByteBuf in, int from, int to) {
        endRun(in);
        ByteBuf request = InlineRequest.toArray(in, from, to, lane.allocator());
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
        if (target != runTarget || writes != runWrites) {
            endRun(in);
            runTarget = target;
            runStart = from;
            runWrites = writes;
        }
        runEnd = to;
        runRequests++;
        target.tally().sent(name);
        if (state.isSilent()) {
            endRun(in);
            state.skipsNextReply = false;
        } else if (isFull()) {
            endRun(in);
            waitFor(Wait.ROOM);
        }
    }

    private boolean isFull() {
        return replies.requests() + runRequests >= lane.settings().inFlightCommands()
                || replies.bytes() + runEnd - runStart >= lane.settings().inFlightBytes();
    }

    /// Sends the run that has been put together.
    void endRun(ByteBuf in) {
        Backend target = runTarget;
        if (target == null) {
            return;
        }
        ClientSlot slot = new ClientSlot(replies, runRequests);
        slot.writes = runWrites;
        slot.repeatable = !runWrites;
        slot.atReplica = target.route() == CommandCounts.Route.REPLICA;
        runTarget = null;
        runRequests = 0;
        send(target, in, runStart, runEnd - runStart, slot);
    }

    /// Sends a slot's requests in the client's order; the run before it must have ended.
    void send(Backend target, ByteBuf in, int from, int length, ClientSlot slot) {
        slot.bytes = length;
        slot.silent = state.isSilent();
        replies.add(slot);
        target.send(in, from, length, slot);
    }

    /// Whether everything before the next request has been answered.
    boolean isQuiet() {
        return replies.isEmpty() && runTarget == null;
    }

    boolean hasUnansweredWrites() {
        return replies.hasWrites() || (runTarget != null && runWrites);
    }

    boolean hasUnansweredReplicaReads() {
        Backend target = runTarget;
        return replies.hasReplicaReads() || (target != null && target.route() == CommandCounts.Route.REPLICA);
    }

    /// Takes a place in the order for a reply that is put together elsewhere.
    void addSlot(ClientSlot slot) {
        slot.silent = state.isSilent();
        state.skipsNextReply = false;
        replies.add(slot);
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

    void write(ByteBuf bytes) {
        ChannelHandlerContext channel = context;
        if (channel == null || closed) {
            bytes.release();
            return;
        }
        lane.metrics().clientBytesOut += bytes.readableBytes();
        var _ = channel.write(bytes, channel.voidPromise());
        unflushed = true;
        lane.mark(this);
    }

    /// A reply has left, or its turn has come.
    void progressed() {
        if (replies.isEmpty()) {
            dispatcher.quiet();
        }
        if (wait != Wait.NOTHING) {
            lane.mark(this);
        }
    }

    @Override
    void endOfPass() {
        ChannelHandlerContext channel = context;
        if (channel == null || closed) {
            return;
        }
        if (wait != Wait.NOTHING && isWaitOver()) {
            wait = Wait.NOTHING;
            process();
        }
        if (wait == Wait.NOTHING && !channel.channel().isWritable()) {
            wait = Wait.CLIENT;
        }
        readOrNot(channel);
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
        if (finishing && replies.isEmpty() && !dispatcher.isBusy()) {
            closeAfterFlush();
        }
    }

    private void readOrNot(ChannelHandlerContext channel) {
        ByteBuf unread = input;
        boolean full = wait != Wait.NOTHING && unread != null && unread.readableBytes() >= UNREAD_BYTES;
        if (channel.channel().config().isAutoRead() == full) {
            channel.channel().config().setAutoRead(!full);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean reads = ctx.channel().isWritable();
        dispatcher.clientReads(reads);
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
        if (heldUp.isEmpty()) {
            heldUpSince = System.nanoTime();
        }
        if (!heldUp.contains(backend)) {
            heldUp.add(backend);
            backend.readMore(false);
        }
    }

    private void letGo() {
        heldUp.forEach(backend -> backend.readMore(true));
        heldUp.clear();
    }

    /// Ends a client that holds others up by not reading.
    void checkPatience(long now, long timeoutNanos) {
        if (!heldUp.isEmpty() && now - heldUpSince > timeoutNanos) {
            lane.metrics().slowClients++;
            close();
        }
    }

    // ---- waiting

    void waitFor(Wait what) {
        if (wait != Wait.END) {
            wait = what;
            lane.mark(this);
        }
    }

    /// The reply that changes the session, or a server to try, has come.
    void goOn() {
        if (wait == Wait.SESSION || wait == Wait.SERVER) {
            wait = Wait.ANSWERS;
            lane.mark(this);
        }
    }

    void goOnIfWaitingForServer() {
        if (wait == Wait.SERVER) {
            goOn();
        }
    }

    private boolean isWaitOver() {
        return switch (wait) {
            case NOTHING -> true;
            case ANSWERS -> replies.isEmpty();
            case ROOM ->
                replies.requests() <= lane.settings().inFlightCommands() / 2
                        && replies.bytes() <= lane.settings().inFlightBytes() / 2;
            case CLIENT -> context != null && context.channel().isWritable();
            case SERVER, SESSION, END -> false;
        };
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
        if (channel != null && !closed) {
            wait = Wait.END;
            var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// The connection that this client had for itself is gone: as if the server had closed the client's.
    void leaseLost() {
        dispatcher.leaseLost();
        closeAfterFlush();
    }

    /// Gives up the connection of its own, whatever its state.
    void forgetLease() {
        dispatcher.dropLease();
    }

    /// Bytes that leave as they came: this client has the connection for itself.
    void receiveRaw(ByteBuf in, int from, int length) {
        wrote(); // perhaps
        write(in.retainedSlice(from, length));
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
        lane.clients().remove(this);
        lane.metrics().clients--;
        releaseInput();
        replies.close();
        letGo();
        dispatcher.clientGone();
    }

    private void releaseInput() {
        ByteBuf rest = input;
        if (rest != null && !processing) {
            input = null;
            rest.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
