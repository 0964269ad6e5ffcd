package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.resp.ProtocolException;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.resp.RequestLimits;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream server, shared by the clients of its event loop or leased to one of them.
///
/// Requests go out in the order of [#send], and the server answers in that order: the line of [Slot]s says whose the
/// next reply is. Until the server has let the connection in, requests wait. When the connection is lost every slot in
/// line is told, with whether the server may have seen its requests. Only touched on its event loop.
final class Backend extends LaneHandler {
    private final Lane lane;
    private final BackendKey key;
    private final CommandCounts.Route route;
    private final RequestStream stream;
    private final ReplyFramer framer = new ReplyFramer();
    private final SlotQueue line = new SlotQueue();
    private final CommandTally tally;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Slot setup;
    private @Nullable ByteBuf leftover;
    private @Nullable ClientSession owner;
    private boolean transparent;
    private boolean skippingPush;
    private boolean ready;
    private boolean lost;
    private boolean closing;
    private boolean resting;
    private @Nullable String refusal;
    private long lastByteNanos;

    Backend(Lane lane, BackendKey key, CommandCounts.Route route) {
        this.lane = lane;
        this.key = key;
        this.route = route;
        this.stream = new RequestStream(lane.allocator());
        this.tally = new CommandTally(lane.metrics().commands, route);
    }

    BackendKey key() {
        return key;
    }

    /// Whether new requests may be given to it.
    boolean isUsable() {
        return !lost;
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
    }

    /// From now on everything the server sends that no slot waits for is its owner's, byte for byte.
    void passThrough() {
        transparent = true;
    }

    // ---- towards the server

    /// Passes requests on; the slot waits for their replies. The caller keeps the buffer.
    void send(ByteBuf requests, int from, int length, Slot slot) {
        slot.streamStart = stream.position();
        stream.append(requests, from, length);
        slot.streamEnd = stream.position();
        slot.since = lane.now();
        line.add(slot);
        lane.metrics().upstreamBytesOut += length;
        lane.mark(this);
    }

    /// Passes bytes on without expecting anything in particular.
    void sendRaw(ByteBuf requests, int from, int length) {
        stream.append(requests, from, length);
        lane.metrics().upstreamBytesOut += length;
        lane.mark(this);
    }

    @Override
    void endOfPass() {
        ChannelHandlerContext channel = context;
        if (!ready || channel == null) {
            return;
        }
        stream.writeTo(channel);
        if (line.isEmpty()) {
            stream.answered(stream.position());
        }
        channel.flush();
    }

    // ---- its life

    /// The channel could not be opened.
    void unreachable(String why) {
        lose("cannot connect to " + key.node() + ": " + why);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        lastByteNanos = System.nanoTime();
        lane.metrics().upstreamConnections++;
        if (lost) { // given up meanwhile
            var _ = ctx.close();
            return;
        }
        ByteBuf requests = Handshake.requests(key, lane.allocator());
        int replies = Handshake.replies(key);
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
        if (error != null) {
            refusal = error;
            lose(key.node() + " does not let the connection in: " + error);
            return;
        }
        ready();
    }

    private void ready() {
        ready = true;
        lane.backends().reached(key.node());
        lane.mark(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.metrics().upstreamConnections--;
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
                lane.backends().connectionLost();
            } else if (refusal == null) {
                lane.backends().failed(key.node(), why);
            }
        }
        for (Slot slot = line.poll(); slot != null; slot = line.poll()) {
            tally.answered(slot.remaining, Outcome.LOST);
            slot.fail(new Loss(this, wasReady && stream.isWrittenBeyond(slot.streamStart), why, refusal));
        }
        stream.close();
        ClientSession client = owner;
        if (client != null) {
            client.leaseLost();
        }
    }

    private void closeChannel() {
        ByteBuf rest = leftover;
        leftover = null;
        if (rest != null) {
            rest.release();
        }
        ChannelHandlerContext channel = context;
        if (channel != null) {
            var _ = channel.close();
        }
    }

    /// Gives the connection up when the server is silent for longer than it may.
    void checkDeadline(long now, long timeoutNanos) {
        Slot first = setup != null ? setup : line.peek();
        if (lost || resting || context == null || first == null || first.isPatient()) {
            return;
        }
        long waiting = now - Math.max(first.since, lastByteNanos);
        if (waiting > timeoutNanos) {
            lane.metrics().timeouts++;
            String why = key.node() + " was silent for " + waiting / 1_000_000 + " ms";
            lane.backends().failed(key.node(), why);
            lose(why);
        }
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

    /// A push on a connection that is nobody's own concerns nobody; any other unasked reply is a fault.
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
        return next;
    }

    private void error(Slot slot, ByteBuf in, int from, int to) {
        ErrorLine.Kind kind = ErrorLine.kind(in, from, to);
        if (kind != ErrorLine.Kind.OTHER) {
            lane.backends().told(key.node(), kind);
            if (slot instanceof ClientSlot client && client.divert(this, kind)) {
                line.replaceFirst(new DrainedSlot(slot));
                slot = java.util.Objects.requireNonNull(line.peek());
            }
        }
        framer.advance(in, from, to, 1, false);
        deliver(slot, in, from, to - from, 1, false);
    }

    private void deliver(Slot slot, ByteBuf in, int from, int length, int complete, boolean ok) {
        boolean settingUp = setup != null;
        slot.remaining -= complete;
        if (!settingUp) {
            tally.answered(complete, ok ? Outcome.OK : Outcome.ERROR);
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
    }

    /// A copy of the requests of a slot in line that have had no reply.
    ByteBuf unanswered(Slot slot) {
        ByteBuf requests = stream.copy(slot.streamStart, slot.streamEnd);
        RequestFramer requestFramer = new RequestFramer(RequestLimits.OF_REDIS);
        int count = 0;
        int at = requests.readerIndex();
        int[] ends = new int[16];
        while (requestFramer.frame(requests, at) == RequestFramer.Found.REQUEST) {
            at = requestFramer.end();
            if (count == ends.length) {
                ends = java.util.Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = at;
        }
        int answered = count - slot.remaining;
        return answered > 0 ? requests.readerIndex(ends[answered - 1]) : requests;
    }

    @Nullable
    Channel channel() {
        ChannelHandlerContext channel = context;
        return channel == null ? null : channel.channel();
    }

    /// What is to happen with an attempt to connect.
    void connecting(ChannelFuture attempt) {
        var _ = attempt.addListener(done -> {
            Throwable cause = done.cause();
            if (cause != null) {
                unreachable(String.valueOf(cause.getMessage()));
            }
        });
    }
}
