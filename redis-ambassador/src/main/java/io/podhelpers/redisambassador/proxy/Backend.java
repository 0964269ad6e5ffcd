package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.resp.ProtocolException;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.resp.RequestLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream server, shared by the clients of its event loop or leased to one of them.
///
/// Requests go out in the order of [#send], and the server answers in that order: the line of [Slot]s says whose the
/// next reply is. Until the server has let the connection in, requests wait. When the connection is lost every slot in
/// line is told, with whether the server may have seen its requests. Only touched on its event loop.
final class Backend extends LaneHandler {
    private static final int LONGEST_ERROR = 64 * 1024;

    private final Lane lane;
    private final BackendKey key;
    private final CommandCounts.Route route;
    private final RequestStream stream;
    private final ReplyFramer framer = new ReplyFramer();
    private final SlotQueue line = new SlotQueue();
    private final CommandTally tally;
    private final ServerCounts counts;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Outlet outlet;
    private @Nullable Slot setup;
    private @Nullable ByteBuf leftover;
    private @Nullable ClientSession owner;
    private @Nullable Transaction transaction;
    private boolean transparent;
    private boolean listening;
    private boolean strayed;
    private long serverId;
    private boolean keepsNothing;
    private boolean skippingPush;
    private boolean ready;
    private boolean lost;
    private boolean closing;
    private boolean resting;
    private boolean retired;
    private boolean hurried;
    private boolean isProbe;
    private @Nullable String refusal;
    private long lastByteNanos;

    Backend(Lane lane, BackendKey key, CommandCounts.Route route) {
        this.lane = lane;
        this.key = key;
        this.route = route;
        this.stream = new RequestStream(lane.allocator());
        this.tally = new CommandTally(lane.metrics().commands, route);
        this.counts = lane.backends().counts(key.node());
    }

    BackendKey key() {
        return key;
    }

    /// Whether new requests may be given to it.
    boolean isUsable() {
        return !lost && !retired;
    }

    /// Takes no more requests, and closes once what it has is answered.
    void retire() {
        retired = true;
        if (isIdle() && owner == null) {
            close();
        }
    }

    /// The server does not answer others either: once retired, it gets less time for what it has.
    void hurry(boolean now) {
        hurried = now;
    }

    boolean isIdle() {
        return line.isEmpty() && !stream.hasUnwritten();
    }

    CommandTally tally() {
        return tally;
    }

    CommandCounts.Route route() {
        return route;
    }

    boolean isOwned() {
        return owner != null;
    }

    /// Makes it one client's own, who is told when it is lost; null: nobody's.
    void lendTo(@Nullable ClientSession client) {
        owner = client;
        transaction = null;
    }

    /// What the owner sends from now on belongs to this.
    void inTransaction(Transaction begun) {
        transaction = begun;
    }

    /// From now on everything the server sends that no slot waits for is its owner's, byte for byte.
    void passThrough() {
        transparent = true;
    }

    /// From now on the server's pushes are its owner's.
    void listen() {
        listening = true;
    }

    /// It is not as its key says any more, so that nobody else can use it.
    void stray() {
        strayed = true;
    }

    boolean hasStrayed() {
        return strayed;
    }

    /// Asks what the server calls it, before anything else is sent.
    void learnId() {
        ask(reply -> serverId = idIn(reply), "CLIENT", "ID");
    }

    private static long idIn(ByteBuf reply) {
        try {
            return Long.parseLong(CollectedReply.line(reply));
        } catch (NumberFormatException _) {
            return 0; // it does not tell everybody
        }
    }

    /// The server's number for it; 0 while it is not known.
    long serverId() {
        return serverId;
    }

    /// Sends a request of our own.
    void ask(Consumer<ByteBuf> whenAnswered, String... request) {
        ask(new CollectedReply(1, whenAnswered, _ -> {}), request);
    }

    /// The same, with a say in what happens when there will be no reply.
    void ask(Slot slot, String... request) {
        ByteBuf bytes = Unpooled.buffer(64);
        Encode.request(bytes, request);
        tally.sent(CommandNames.UNKNOWN);
        send(bytes, 0, bytes.readableBytes(), slot);
    }

    /// Only asks whether the server answers at all, whatever, and closes again.
    void probe() {
        isProbe = true;
    }

    /// What lies here as of now.
    ServerStats queued() {
        long unanswered = 0;
        long unansweredBytes = 0;
        for (Slot slot : line.all()) {
            unanswered += slot.remaining;
            unansweredBytes += slot.streamEnd - slot.streamStart;
        }
        return ready
                ? ServerStats.queued(0, 0, unanswered, unansweredBytes)
                : ServerStats.queued(unanswered, unansweredBytes, 0, 0);
    }

    // ---- towards the server

    /// Passes requests on; the slot waits for their replies. The caller keeps the buffer.
    void send(ByteBuf requests, int from, int length, Slot slot) {
        slot.streamStart = stream.position();
        stream.append(requests, from, length);
        slot.streamEnd = stream.position();
        slot.since = lane.now();
        line.add(slot);
        counts.requests += slot.remaining;
        counts.requestBytes += length;
        lane.metrics().upstreamBytesOut += length;
        lane.mark(this);
    }

    /// Keeps nothing of what it sends, until told otherwise: it is too much, and not to be sent again.
    void keepNothing(boolean now) {
        keepsNothing = now;
    }

    /// Whether the server takes more just now.
    boolean hasRoom() {
        ChannelHandlerContext channel = context;
        return ready && channel != null && channel.channel().isWritable() && !stream.hasUnwritten();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        wakeOwner();
    }

    private void wakeOwner() {
        ClientSession client = owner;
        if (client != null) {
            lane.mark(client);
        }
    }

    /// Passes bytes on without expecting anything in particular.
    void sendRaw(ByteBuf requests, int from, int length) {
        stream.append(requests, from, length);
        lane.metrics().upstreamBytesOut += length;
        lane.mark(this);
    }

    @Override
    void endOfPass() {
        Outlet out = outlet;
        if (!ready || out == null) {
            return;
        }
        stream.writeTo(out);
        out.flush();
        if (line.isEmpty() || keepsNothing) {
            stream.answered(stream.position());
        }
        if (keepsNothing) {
            wakeOwner();
        }
    }

    // ---- its life

    /// The channel could not be opened.
    void unreachable(String why) {
        lose("cannot connect to " + key.node() + ": " + why);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        outlet = new Outlet(ctx);
        lastByteNanos = System.nanoTime();
        lane.metrics().upstreamConnections++;
        counts.connections++;
        if (lost) { // given up meanwhile
            var _ = ctx.close();
            return;
        }
        ByteBuf requests = Handshake.requests(key, lane.allocator());
        int replies = Handshake.replies(key);
        if (isProbe) {
            Encode.request(requests, "PING");
            replies++;
        }
        if (replies == 0) {
            requests.release();
            ready();
            return;
        }
        setup = new CollectedReply(replies, this::letIn, _ -> {});
        var _ = ctx.writeAndFlush(requests);
    }

    private void letIn(ByteBuf replies) {
        String error = Handshake.firstError(replies);
        setup = null;
        if (error != null && !isProbe) {
            refusal = error;
            lose(key.node() + " does not let the connection in: " + error);
            return;
        }
        ready();
    }

    private void ready() {
        ready = true;
        lane.backends().reached(key.node());
        if (isProbe) {
            close();
            return;
        }
        lane.mark(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.metrics().upstreamConnections--;
        counts.connections--;
        counts.eof += lost ? 0 : 1;
        lose("the connection to " + key.node() + " was lost");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose("the connection to " + key.node() + " was lost (" + cause.getMessage() + ")");
    }

    /// Ends it without a fault of the server's; what is still in line is told.
    void close() {
        closing = true;
        lose("the connection to " + key.node() + " was closed");
    }

    private void lose(String why) {
        if (lost) {
            return;
        }
        lost = true;
        boolean wasReady = ready;
        ready = false;
        closeChannel();
        lane.backends().remove(this);
        if (!closing) {
            if (wasReady) {
                lane.backends().connectionLost(key.node());
            } else if (refusal == null) {
                lane.metrics().connectFailures++;
                counts.errors++;
                lane.backends().failed(key.node(), why);
            }
        }
        for (Slot slot = line.peek(); slot != null; slot = line.peek()) {
            lose(slot, why, wasReady);
        }
        stream.close();
        ClientSession client = owner;
        if (client != null) {
            client.leaseLost();
        }
    }

    private void lose(Slot first, String why, boolean wasReady) {
        Loss loss = new Loss(this, wasReady && stream.isWrittenBeyond(first.streamStart), why, refusal);
        if (!lane.detours().wants(first, loss)) {
            line.poll();
            tally.answered(first.remaining, Outcome.LOST);
            first.fail(loss);
            return;
        }
        Slot single = single(first);
        line.poll();
        tally.answered(1, Outcome.LOST);
        lane.detours().lost(single, stream.copy(single.streamStart, single.streamEnd), loss);
    }

    private void closeChannel() {
        ByteBuf rest = leftover;
        leftover = null;
        if (rest != null) {
            rest.release();
        }
        Outlet out = outlet;
        if (out != null) {
            out.close();
        }
        ChannelHandlerContext channel = context;
        if (channel != null) {
            var _ = channel.close();
        }
    }

    /// Gives the connection up when the server is silent for longer than it may.
    void checkDeadline(long now) {
        Slot first = setup != null ? setup : line.peek();
        if (lost || resting || context == null || first == null || first.isPatient()) {
            return;
        }
        long since = Math.max(first.since, lastByteNanos);
        long waiting = lane.shared().pauses().nanosAwake(key.node(), since, now);
        if (waiting > patienceNanos()) {
            lane.metrics().timeouts++;
            counts.timedOut++;
            String why = key.node() + " was silent for " + waiting / 1_000_000 + " ms";
            lane.backends().failed(key.node(), why);
            lose(why);
        }
    }

    private long patienceNanos() {
        if (setup != null && !isProbe) {
            return lane.settings().connectTimeout().toNanos();
        }
        boolean othersCan = route == CommandCounts.Route.REPLICA || isProbe || (retired && hurried);
        return othersCan
                ? lane.settings().readTimeout().toNanos()
                : lane.settings().timeout().toNanos();
    }

    /// Reads on, or leaves the server's bytes where they are, which the server notices; its deadline rests meanwhile.
    void readMore(boolean wanted) {
        ChannelHandlerContext channel = context;
        resting = !wanted;
        lastByteNanos = System.nanoTime();
        if (channel != null && !lost) {
            channel.channel().config().setAutoRead(wanted);
        }
    }

    // ---- from the server

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = withLeftover((ByteBuf) message);
        lastByteNanos = lane.now();
        lane.metrics().upstreamBytesIn += in.readableBytes();
        try {
            replies(in);
        } catch (ProtocolException e) {
            lane.metrics().upstreamProtocolErrors++;
            lose(key.node() + " sent what is no reply (" + e.getMessage() + ")");
        } finally {
            in.release();
        }
    }

    private ByteBuf withLeftover(ByteBuf message) {
        ByteBuf rest = leftover;
        if (rest == null) {
            return message;
        }
        leftover = null;
        ByteBuf joined = lane.allocator().directBuffer(rest.readableBytes() + message.readableBytes());
        joined.writeBytes(rest).writeBytes(message);
        rest.release();
        message.release();
        return joined;
    }

    private void replies(ByteBuf in) {
        int at = in.readerIndex();
        int to = in.writerIndex();
        while (at < to && !lost) {
            Slot slot = setup != null ? setup : line.peek();
            ClientSession client = owner;
            if (slot == null && transparent && client != null) {
                client.receiveRaw(in, at, to - at);
                return;
            }
            if (skippingPush || slot == null) {
                at = skipPush(in, at, to);
                continue;
            }
            int next = framer.advance(in, at, to, slot.remaining, true);
            deliver(slot, in, at, next - at, framer.completed(), true);
            at = next;
            if (framer.stoppedAt() == '-') {
                int newline = in.indexOf(at, to, (byte) '\n');
                if (newline < 0) {
                    if (to - at > LONGEST_ERROR) {
                        throw new ProtocolException("error line: more than " + LONGEST_ERROR + " bytes");
                    }
                    leftover = lane.allocator().directBuffer(to - at).writeBytes(in, at, to - at);
                    return;
                }
                error(slot, in, at, newline + 1);
                at = newline + 1;
            } else if (framer.stoppedAt() == '>') {
                skippingPush = true;
            }
        }
    }

    /// A push on a connection that is nobody's own, or whose owner does not listen, concerns nobody; any other unasked
    /// reply is a fault.
    private int skipPush(ByteBuf in, int at, int to) {
        if (!skippingPush && in.getByte(at) != '>') {
            byte first = in.getByte(at);
            if (first == '-') {
                int newline = in.indexOf(at, to, (byte) '\n');
                String error = newline < 0 ? "" : ": " + ErrorLine.text(in, at, newline + 1);
                throw new ProtocolException("an error nobody waits for" + error);
            }
            throw new ProtocolException("a reply nobody waits for");
        }
        skippingPush = true;
        int next = framer.advance(in, at, to, 1, false);
        skippingPush = framer.completed() == 0;
        ClientSession client = owner;
        if (listening && client != null) {
            client.receivePush(in, at, next - at, !skippingPush);
        }
        return next;
    }

    private void error(Slot slot, ByteBuf in, int from, int to) {
        Refusal refusal = Refusal.read(in, from, to, key.node());
        framer.advance(in, from, to, 1, false);
        if (refusal != null && setup == null) {
            lane.backends().told(refusal);
            Transaction open = transaction;
            if (open != null && slot.sender() == null && owner != null && refusal.kind() != Refusal.Kind.EXECABORT) {
                deliver(slot, Unpooled.wrappedBuffer(open.replyTo(refusal)));
                return;
            }
            if (lane.detours().wants(slot, refusal)) {
                Slot single = single(slot);
                ByteBuf request = stream.copy(single.streamStart, single.streamEnd);
                line.poll();
                tally.answered(1, Outcome.ERROR);
                stream.answered(single.streamEnd);
                lane.detours().refused(single, request, this, refusal);
                return;
            }
        }
        deliver(slot, in, from, to - from, 1, false);
    }

    private void deliver(Slot slot, ByteBuf instead) {
        deliver(slot, instead, 0, instead.readableBytes(), 1, false);
    }

    private void deliver(Slot slot, ByteBuf in, int from, int length, int complete, boolean ok) {
        boolean settingUp = setup != null;
        slot.remaining -= complete;
        if (!settingUp) {
            tally.answered(complete, ok ? Outcome.OK : Outcome.ERROR);
            counts.responses += complete;
            counts.responseBytes += length;
        }
        if (length > 0) {
            slot.receive(in, from, length);
            if (slot.isCongested()) {
                slot.holdUp(this);
            }
        }
        if (slot.remaining > 0) {
            slot.inTheMiddle(!framer.isBetweenReplies());
            return;
        }
        if (!settingUp) {
            line.poll();
            lane.metrics().took(lane.now() - slot.since);
            stream.answered(slot.streamEnd);
        }
        slot.complete();
        if (retired) {
            retire();
        }
    }

    /// A slot of its own for the first request in line that has had no reply; the requests behind it get one, too.
    private Slot single(Slot first) {
        if (first.isSingle() || !(first instanceof ClientSlot run)) {
            return first;
        }
        List<ClientSlot> singles = new ArrayList<>(run.remaining);
        ByteBuf requests = stream.copy(run.streamStart, run.streamEnd);
        RequestFramer requestFramer = new RequestFramer(RequestLimits.OF_REDIS);
        int answered = run.replies - run.remaining;
        int at = 0;
        for (int n = 0; requestFramer.frame(requests, at) == RequestFramer.Found.REQUEST; n++) {
            int end = requestFramer.end();
            if (n >= answered) {
                ClientSlot single = run.single(end - at);
                single.streamStart = run.streamStart + at;
                single.streamEnd = run.streamStart + end;
                singles.add(single);
            }
            at = end;
        }
        requests.release();
        line.poll();
        singles.reversed().forEach(line::addFirst);
        run.breakUp(singles);
        return singles.getFirst();
    }

    @Nullable
    Channel channel() {
        ChannelHandlerContext channel = context;
        return channel == null ? null : channel.channel();
    }

    /// Without the call and the address that Netty puts around what the kernel says.
    private static String inWords(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .replaceFirst("^.*failed with error\\(-\\d+\\): ", "")
                .replaceFirst(": [^ ]*/[^ ]*$", "");
    }

    /// What is to happen with an attempt to connect.
    void connecting(ChannelFuture attempt) {
        var _ = attempt.addListener(done -> {
            Throwable cause = done.cause();
            if (cause != null) {
                unreachable(inWords(cause));
            }
        });
    }
}
