package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import org.jspecify.annotations.Nullable;

/// One request that a server refused or lost, on its way to another one. Owns the request's bytes.
final class Detour {
    final Slot slot;
    final ClientSession client;
    final ByteBuf request;

    /// Who refused or lost it.
    final NodeAddress from;

    /// What the client gets if nobody takes it: a whole line.
    final byte[] error;

    /// What was lost; null if it was refused.
    final @Nullable Loss loss;

    /// Where the server says that it belongs; null if that has to be found out.
    @Nullable
    NodeAddress to;

    /// Whether that server has to be told that it was asked for.
    boolean asking;

    /// How long it may wait for a server, counted from its first trouble.
    final long patienceNanos;

    Detour(
            Slot slot,
            ClientSession client,
            ByteBuf request,
            Backend from,
            byte[] error,
            @Nullable Loss loss,
            long patienceNanos) {
        this.slot = slot;
        this.client = client;
        this.request = request;
        this.from = from.key().node();
        this.error = error;
        this.loss = loss;
        this.patienceNanos = patienceNanos;
    }
}
