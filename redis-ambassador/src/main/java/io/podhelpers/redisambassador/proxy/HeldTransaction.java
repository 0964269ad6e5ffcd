package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A transaction of a cluster's client that has named no key yet, so that its server is not known: what is in it was
/// answered with `QUEUED` here.
final class HeldTransaction {
    private static final int MOST_BYTES = 64 * 1024;

    private final ByteBuf requests = Unpooled.buffer(64);
    private final List<Consumer<SessionState>> changes = new ArrayList<>();
    private int count;

    /// Whether a request was refused here, so that `EXEC` will be.
    boolean aborted;

    /// Whether nothing that comes on its connection can be told apart once it is executed.
    boolean binds;

    HeldTransaction() {
        Encode.request(requests, "MULTI");
        count = 1;
    }

    /// Whether nothing was queued.
    boolean isEmpty() {
        return count == 1;
    }

    boolean holds(int length) {
        return requests.readableBytes() + length <= MOST_BYTES;
    }

    void add(ByteBuf in, int from, int length) {
        requests.writeBytes(in, from, length);
        count++;
    }

    /// What the request that was added last changes.
    void changes(Consumer<SessionState> change) {
        changes.add(change);
    }

    /// Sends what it has, whose replies the client had before.
    void sendTo(Backend backend, Transaction begun) {
        begun.take(requests, count);
        changes.forEach(begun::changes);
        for (int i = 0; i < count; i++) {
            backend.tally().sent(CommandNames.UNKNOWN);
        }
        backend.send(requests, 0, requests.readableBytes(), new CollectedReply(count, begun::requeued, _ -> {}));
    }
}
