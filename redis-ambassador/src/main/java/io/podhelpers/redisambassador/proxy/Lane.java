package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One event loop and all that is only touched on it: its clients, its connections to the servers, its counts.
final class Lane {
    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final ProxySettings settings;
    private final Flusher flusher;
    private final LaneMetrics metrics = new LaneMetrics();
    private final Set<ClientSession> clients = new HashSet<>();
    private final Backends backends;
    private final Shared shared;
    private final Router router;

    /// What all lanes have in common.
    interface Shared {
        /// The commands as of now.
        CommandPlan plan();

        long nextClientId();

        /// When this ambassador last got a write answered, by [System#nanoTime].
        long lastWriteNanos();

        void wroteAt(long nanos);
    }

    Lane(
            EventLoop loop,
            ByteBufAllocator allocator,
            ProxySettings settings,
            Shared shared,
            UpstreamConnector connector,
            java.util.function.Consumer<io.podhelpers.redisambassador.topology.Reason> lookAgain,
            java.util.function.Function<Lane, Router> router) {
        this.loop = loop;
        this.allocator = allocator;
        this.settings = settings;
        this.shared = shared;
        this.flusher = new Flusher(loop);
        this.backends = new Backends(this, connector, lookAgain);
        this.router = router.apply(this);
    }

    EventLoop loop() {
        return loop;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    ProxySettings settings() {
        return settings;
    }

    Shared shared() {
        return shared;
    }

    LaneMetrics metrics() {
        return metrics;
    }

    Backends backends() {
        return backends;
    }

    Router router() {
        return router;
    }

    Set<ClientSession> clients() {
        return clients;
    }

    void mark(LaneHandler handler) {
        flusher.mark(handler);
    }

    /// The time by [System#nanoTime], of the current pass.
    long now() {
        return flusher.now();
    }

    void startTicking(int millis) {
        // ends with the loop
        var _ = loop.scheduleAtFixedRate(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Looks after deadlines and back-offs; called a few times a second.
    private void tick() {
        long now = System.nanoTime();
        backends.checkDeadlines(now, settings.timeout().toNanos());
        if (backends.anyBackOffEnded(now)) {
            router.nodesChanged();
        }
        for (ClientSession client : List.copyOf(clients)) {
            client.goOnIfWaitingForServer();
            client.checkPatience(now, settings.timeout().toNanos());
        }
    }
}
