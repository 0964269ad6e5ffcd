package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.proxy.Refusal.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a client has put into a transaction of a cluster, kept so that all of it can be begun anew where its slot has
/// gone: nothing of a transaction is executed before its `EXEC`.
final class Transaction {
    /// A larger transaction is not begun anew; its client is told.
    private static final int MOST_BYTES = 1024 * 1024;

    private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CROSSSLOT =
            "-CROSSSLOT Keys in request don't hash to the same slot\r\n".getBytes(StandardCharsets.US_ASCII);

    /// The slot of its first key, or of the keys that are watched; -1 while there is none.
    int slot;

    private final ByteBuf requests = Unpooled.buffer(256);
    private final List<Consumer<SessionState>> changes = new ArrayList<>();
    private final boolean watching;
    private int count;
    private boolean refused;
    private boolean tooLarge;
    private int seen;
    private boolean executed;

    /// @param watching then it cannot be begun anew: what happened to the keys meanwhile is not known
    Transaction(int slot, boolean watching) {
        this.slot = slot;
        this.watching = watching;
    }

    /// Keeps a request, `MULTI` first.
    void add(ByteBuf in, int from, int length) {
        tooLarge |= requests.readableBytes() + length > MOST_BYTES;
        if (!tooLarge) {
            requests.writeBytes(in, from, length);
            count++;
        }
    }

    /// Keeps several requests.
    void take(ByteBuf several, int howMany) {
        requests.writeBytes(several, several.readerIndex(), several.readableBytes());
        count += howMany;
    }

    /// What the request that was kept last changes.
    void changes(Consumer<SessionState> change) {
        changes.add(change);
    }

    /// Whether it changes anything of the session, once executed.
    boolean changesSession() {
        return !changes.isEmpty();
    }

    /// Makes the session as the server's connection has become.
    void change(SessionState session) {
        changes.forEach(change -> change.accept(session));
        session.changes++;
    }

    /// Looks at the first bytes of the reply to `EXEC`: only an array that is not nil tells that it was executed.
    void answered(ByteBuf reply, int from, int length) {
        for (int i = 0; i < length && seen < 2; i++, seen++) {
            byte next = reply.getByte(from + i);
            executed = seen == 0 ? next == '*' : executed && next != '-';
        }
    }

    boolean isExecuted() {
        return executed;
    }

    int count() {
        return count;
    }

    /// To be read only.
    ByteBuf requests() {
        return requests;
    }

    boolean isWatching() {
        return watching;
    }

    /// Whether a server has refused a part of it that it would take later, or another one.
    boolean isRefused() {
        return refused;
    }

    void begunAnew() {
        refused = false;
    }

    /// What the client gets in the place of a server's refusal to queue a request.
    byte[] replyTo(Refusal refusal) {
        boolean other = (refusal.kind() == Kind.MOVED || refusal.kind() == Kind.ASK) && refusal.slot() != slot;
        if (other) {
            return CROSSSLOT; // the server gives up the transaction, as it would for two slots of its own
        }
        if (tooLarge) {
            return refusal.line();
        }
        refused = true;
        return QUEUED;
    }

    /// A server was asked to queue it all again.
    void requeued(ByteBuf replies) {
        for (int at = replies.readerIndex(); at >= 0 && at < replies.writerIndex(); ) {
            int end = replies.indexOf(at, replies.writerIndex(), (byte) '\n') + 1;
            Refusal refusal = replies.getByte(at) == '-' ? Refusal.read(replies, at, end) : null;
            refused |= refusal != null;
            at = end == 0 ? -1 : end;
        }
    }
}
