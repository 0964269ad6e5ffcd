package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.podhelpers.redisambassador.resp.RequestFramer;
import io.podhelpers.redisambassador.topology.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One listener on one event loop and all that is only touched there: its clients, its connections to the servers, its
/// counts.
final class Lane {
    /// More than one router counts.
    private static final int PLACEMENTS = 1 << 20;

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final Flusher flusher;
    private final ReadBuffer clientReads = new ReadBuffer(64 * 1024);
    private final ReadBuffer serverReads = new ReadBuffer(32 * 1024);
    private final Gathering gathering;
    private final LaneMetrics metrics = new LaneMetrics();
    private final Set<ClientSession> clients = new HashSet<>();
    private final Backends backends;
    private final Shared shared;
    private ProxySettings settings;
    private Router router;
    private final Detours detours;
    private @Nullable RequestFramer spareFramer;
    private int upstreams;
    private @Nullable Future<?> ticking;

    /// Whether there may be clients bound to a server of an earlier upstream.
    private boolean boundClients;

    /// What all lanes have in common.
    interface Shared {
        /// The commands as of now.
        CommandPlan plan();

        long nextClientId();

        /// The clients of all lanes.
        ClientRoster roster();

        /// Which servers were asked to make their clients wait.
        Pauses pauses();

        /// When this ambassador last got a write answered, by [System#nanoTime].
        long lastWriteNanos();

        void wroteAt(long nanos);
    }

    Lane(
            EventLoop loop,
            ByteBufAllocator allocator,
            ProxySettings settings,
            Shared shared,
            Connector connector,
            Consumer<Reason> lookAgain,
            Function<Lane, Router> router) {
        this.loop = loop;
        this.allocator = allocator;
        this.settings = settings;
        this.shared = shared;
        this.gathering = new Gathering(settings.limits().bulkBytes());
        this.flusher = new Flusher(loop);
        this.backends = new Backends(this, connector, lookAgain);
        this.detours = new Detours(this);
        this.router = router.apply(this);
    }

    EventLoop loop() {
        return loop;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /// For channels whose bytes are read without TLS.
    ReadBuffer clientReads() {
        return clientReads;
    }

    ReadBuffer serverReads() {
        return serverReads;
    }

    ProxySettings settings() {
        return settings;
    }

    Shared shared() {
        return shared;
    }

    /// For a client's requests, until nothing of them is left; clients take turns with one.
    RequestFramer lendFramer() {
        RequestFramer spare = spareFramer;
        spareFramer = null;
        return spare == null ? new RequestFramer(LargeRequest.limits(settings.limits())) : spare;
    }

    /// @param framer at the beginning of a request
    void giveBack(RequestFramer framer) {
        spareFramer = framer;
    }

    /// Room for replies that wait to be put together.
    Gathering gathering() {
        return gathering;
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

    Detours detours() {
        return detours;
    }

    /// See [Router#placement]; another router places anew.
    int placement() {
        return upstreams + router.placement();
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
        ticking = loop.scheduleAtFixedRate(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Other settings for everything that follows; clients that were let in as the listener's user stay that.
    void useSettings(ProxySettings now, Connector connector) {
        ProxySettings before = settings;
        settings = now;
        spareFramer = null; // its limits may have changed
        backends.use(connector);
        for (ClientSession client : List.copyOf(clients)) {
            client.settingsChanged(before, now);
        }
        backends.retireAll();
        router.nodesChanged();
    }

    /// Another upstream: what is asked from now on goes there, what was asked before is still answered from where it
    /// is.
    void useRouter(Router now, Consumer<Reason> lookAgain) {
        router = now;
        upstreams += PLACEMENTS;
        backends.use(lookAgain);
        for (ClientSession client : List.copyOf(clients)) {
            client.upstreamChanged();
        }
        backends.retireAll();
        boundClients = true;
    }

    void close() {
        Future<?> ticks = ticking;
        if (ticks != null) {
            ticks.cancel(false);
        }
        backends.closeAll();
        clientReads.close();
        serverReads.close();
    }

    /// Looks after deadlines and back-offs; called a few times a second.
    private void tick() {
        long now = System.nanoTime();
        backends.checkDeadlines(now);
        backends.probe(now);
        router.tick(now);
        long idleNanos = settings.idleTimeout().toNanos();
        for (ClientSession client : List.copyOf(clients)) {
            client.goOnIfWaitingForServer();
            client.checkPatience(now, settings.timeout().toNanos());
            if (idleNanos > 0) {
                client.checkIdle(now, idleNanos);
            }
        }
        if (boundClients && !router.servers().isEmpty()) {
            boundClients = false;
            List.copyOf(clients).forEach(client -> client.leaveIfBoundToOtherThan(router.servers()));
        }
    }
}
