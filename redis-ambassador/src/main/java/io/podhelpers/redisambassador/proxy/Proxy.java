package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.redisambassador.topology.Topology;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One listener's data path: where its clients connect, and one [Lane] for each event loop.
///
/// Started once, stopped once; tables, topologies, settings and another upstream may be given to it from any thread,
/// and
/// no client is dropped for it.
public final class Proxy {
    private static final int TICK_MILLIS = 100;

    private final Engine engine;
    private final boolean ownsEngine;
    private final List<Lane> lanes = new ArrayList<>();
    private final ClientRoster roster = new ClientRoster(lanes);
    private final AtomicInteger clients = new AtomicInteger();
    private final ChannelFutureListener leaves = _ -> left(); // one for all clients
    private final Pauses pauses = new Pauses();
    private volatile ProxySettings settings;
    private volatile CommandTable table;
    private volatile CommandPlan plan;
    private volatile long lastWriteNanos;
    private volatile @Nullable ListenerSsl ssl;
    private @Nullable Listener listener;
    private boolean stopped;

    private final class LaneShared implements Lane.Shared {
        @Override
        public CommandPlan plan() {
            return plan;
        }

        @Override
        public long nextClientId() {
            return engine.nextClientId();
        }

        @Override
        public ClientRoster roster() {
            return roster;
        }

        @Override
        public Pauses pauses() {
            return pauses;
        }

        @Override
        public long lastWriteNanos() {
            return lastWriteNanos;
        }

        @Override
        public void wroteAt(long nanos) {
            lastWriteNanos = nanos;
        }
    }

    private Proxy(
            Engine engine,
            boolean ownsEngine,
            ProxySettings settings,
            CommandTable table,
            Consumer<Reason> lookAgain,
            Function<Lane, Router> router) {
        this.engine = engine;
        this.ownsEngine = ownsEngine;
        this.settings = settings;
        this.table = table;
        this.plan = plan();
        LaneShared shared = new LaneShared();
        Connector connector = connector(settings);
        for (int i = 0; i < engine.loops(); i++) {
            Lane lane =
                    new Lane(engine.group().next(), engine.allocator(), settings, shared, connector, lookAgain, router);
            lanes.add(lane);
            engine.count(lane.metrics());
        }
    }

    private CommandPlan plan() {
        return CommandPlan.of(table, engine.names(), settings.allowAdmin(), settings.rewriteReads(), settings.denied());
    }

    private Connector connector(ProxySettings with) {
        return new UpstreamConnector(engine.transport().socket(), with.connectTimeout(), with.tls());
    }

    /// A proxy in front of one primary and its replicas, or of a cluster.
    ///
    /// @param lookAgain asked when replies suggest that the topology has changed; from any thread, must not block
    public static Proxy split(
            Engine engine, ProxySettings settings, CommandTable table, Topology now, Consumer<Reason> lookAgain) {
        return new Proxy(engine, false, settings, table, lookAgain, lane -> router(lane, now));
    }

    /// The same with event loops of its own.
    static Proxy split(ProxySettings settings, CommandTable table, Topology now, Consumer<Reason> lookAgain) {
        Engine own = new Engine(settings.loops(), settings.maxClients());
        return new Proxy(own, true, settings, table, lookAgain, lane -> router(lane, now));
    }

    /// A proxy in front of servers that share the keys among them.
    public static Proxy sharded(Engine engine, ProxySettings settings, CommandTable table, ShardPool pool) {
        return new Proxy(engine, false, settings, table, _ -> {}, lane -> new ShardRouter(lane, pool));
    }

    /// The same with event loops of its own.
    static Proxy sharded(ProxySettings settings, CommandTable table, ShardPool pool) {
        Engine own = new Engine(settings.loops(), settings.maxClients());
        return new Proxy(own, true, settings, table, _ -> {}, lane -> new ShardRouter(lane, pool));
    }

    private static Router router(Lane lane, Topology now) {
        return now.kind() == Topology.Kind.CLUSTER ? new ClusterRouter(lane, now) : new SplitRouter(lane, now);
    }

    // ---- what may change while it runs

    /// Takes effect with the next requests. Any thread.
    public void useTable(CommandTable now) {
        table = now;
        plan = plan();
    }

    /// Takes effect at once. Any thread.
    public void useTopology(Topology topology) {
        for (Lane lane : lanes) {
            lane.loop().execute(() -> {
                lane.router().topologyChanged(topology);
            });
        }
    }

    /// Takes effect with the next requests. Any thread.
    ///
    /// @throws UserError if a file that the settings name cannot be used; nothing has changed then
    public void useSettings(ProxySettings now) {
        Connector connector = connector(now);
        settings = now;
        plan = plan();
        lanes.forEach(lane -> lane.loop().execute(() -> lane.useSettings(now, connector)));
    }

    /// Puts one primary and its replicas, or a cluster, in the place of the upstream. Any thread.
    public void useSplit(Topology now, Consumer<Reason> lookAgain) {
        useRouter(lane -> router(lane, now), lookAgain);
    }

    /// Puts shards in the place of the upstream. Any thread.
    public void useShards(ShardPool pool) {
        useRouter(lane -> new ShardRouter(lane, pool), _ -> {});
    }

    private void useRouter(Function<Lane, Router> router, Consumer<Reason> lookAgain) {
        lanes.forEach(lane -> lane.loop().execute(() -> lane.useRouter(router.apply(lane), lookAgain)));
    }

    /// Reads the files that settings and TLS name.
    ///
    /// @throws UserError if one of them cannot be used
    public static void check(ProxySettings settings, @Nullable ListenerTls tls) {
        if (settings.tls() != null) {
            var _ = new UpstreamSsl(settings.tls(), settings.connectTimeout());
        }
        if (tls != null) {
            var _ = new ListenerSsl(tls);
        }
    }

    /// TLS towards clients that connect from now on; null for none. Any thread.
    ///
    /// @throws UserError if one of the files cannot be used; nothing has changed then
    public void useTls(@Nullable ListenerTls tls) {
        ssl = tls == null ? null : new ListenerSsl(tls);
    }

    // ---- its life

    /// Begins to accept clients.
    ///
    /// @throws UserError if the address cannot be listened on
    public void start(String option, Endpoint endpoint) throws InterruptedException {
        for (Lane lane : lanes) {
            lane.startTicking(TICK_MILLIS);
        }
        listener = Listener.open(engine, option, endpoint, this::accept);
    }

    void start(String option, InetSocketAddress address) throws InterruptedException {
        ListenAddress tcp = new ListenAddress(address.getAddress().getHostAddress(), address.getPort());
        start(option, new Endpoint.Tcp(tcp));
    }

    private void left() {
        engine.left();
        clients.decrementAndGet();
    }

    private void accept(Channel channel) {
        Lane lane = laneOf(channel);
        ListenerSsl secure = ssl;
        if (secure == null) {
            channel.config().setRecvByteBufAllocator(lane.clientReads());
        } else { // TLS keeps what it reads until a record is whole
            channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 2048, 64 * 1024));
            channel.pipeline().addLast(secure.handler(engine.allocator()));
        }
        int here = clients.incrementAndGet();
        boolean roomInAll = engine.admits();
        boolean admitted = roomInAll && here <= settings.maxClients();
        channel.closeFuture().addListener(leaves);
        if (!admitted) {
            lane.metrics().clientsRefused++;
            channel.pipeline().addLast(new RefusingHandler());
            return;
        }
        long id = engine.nextClientId();
        ProxySettings now = settings;
        SessionState state = new SessionState(id, (int) id, now.database(), now.credentials());
        state.lastWriteNanos = lastWriteNanos;
        channel.pipeline().addLast(new ClientSession(lane, state));
    }

    private Lane laneOf(Channel channel) {
        for (Lane lane : lanes) {
            if (lane.loop().equals(channel.eventLoop())) {
                return lane;
            }
        }
        throw new IllegalStateException("a channel of an event loop that is not ours");
    }

    /// The port that is listened on; 0 for a unix socket.
    public int port() {
        Listener open = listener;
        return open == null ? 0 : open.port();
    }

    /// What was counted so far. Any thread but the event loops'.
    public PoolStats stats() throws InterruptedException {
        return PoolStats.of(lanes);
    }

    List<LaneMetrics> metrics() {
        return lanes.stream().map(Lane::metrics).toList();
    }

    List<Lane> lanes() {
        return lanes;
    }

    PooledByteBufAllocator allocator() {
        return engine.allocator();
    }

    /// Accepts no more clients, lets what they are owed be answered, and closes.
    ///
    /// @return whether every client had its replies before the deadline
    public boolean stop(Deadline deadline) throws InterruptedException {
        if (stopped) {
            return true;
        }
        stopped = true;
        Listener open = listener;
        if (open != null) {
            open.close();
        }
        for (Lane lane : lanes) {
            lane.loop().execute(() -> List.copyOf(lane.clients()).forEach(ClientSession::finish));
        }
        boolean finished = awaitClients(deadline);
        for (Lane lane : lanes) {
            lane.loop().execute(() -> {
                List.copyOf(lane.clients()).forEach(ClientSession::close);
                lane.close();
            });
        }
        if (ownsEngine) {
            engine.close();
        }
        return finished;
    }

    private boolean awaitClients(Deadline deadline) throws InterruptedException {
        while (clients.get() > 0) {
            if (deadline.isOver()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }
}
