package io.podhelpers.redisambassador.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.redisambassador.topology.Topology;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.UserError;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The data path as a whole: the listener, and one [Lane] for each event loop.
///
/// Started once, stopped once; tables and topologies may be given to it from any thread.
public final class Proxy {
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_ORDER = 5; // chunks of 256 KiB: memory follows the load in small steps
    private static final int TICK_MILLIS = 100;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    private final ProxySettings settings;
    private final Transport transport;
    private final EventLoopGroup group;
    private final PooledByteBufAllocator allocator;
    private final List<Lane> lanes = new ArrayList<>();
    private final CommandNames names = new CommandNames();
    private final AtomicLong clientIds = new AtomicLong();
    private final AtomicInteger clients = new AtomicInteger();
    private volatile CommandPlan plan;
    private volatile long lastWriteNanos;
    private @Nullable Channel listener;

    private final class LaneShared implements Lane.Shared {
        @Override
        public CommandPlan plan() {
            return plan;
        }

        @Override
        public long nextClientId() {
            return clientIds.incrementAndGet();
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

    /// @param router makes one for each lane
    Proxy(ProxySettings settings, CommandTable table, Consumer<Reason> lookAgain, Function<Lane, Router> router) {
        this.settings = settings;
        this.transport = Transport.best();
        this.group = transport.group(settings.loops());
        this.allocator =
                new PooledByteBufAllocator(true, 0, settings.loops(), PAGE_BYTES, CHUNK_ORDER, 256, 64, true, 0);
        this.plan = CommandPlan.of(table, names, settings.allowAdmin(), settings.denied());
        LaneShared shared = new LaneShared();
        UpstreamConnector connector =
                new UpstreamConnector(transport.socket(), settings.connectTimeout(), settings.tls());
        for (int i = 0; i < settings.loops(); i++) {
            EventLoop loop = group.next();
            lanes.add(new Lane(loop, allocator, settings, shared, connector, lookAgain, router));
        }
    }

    /// A proxy in front of one primary and its replicas.
    ///
    /// @param lookAgain asked when replies suggest that the topology has changed; from any thread, must not block
    public static Proxy split(ProxySettings settings, CommandTable table, Topology now, Consumer<Reason> lookAgain) {
        return new Proxy(settings, table, lookAgain, lane -> new SplitRouter(lane, now));
    }

    /// A proxy in front of servers that share the keys among them.
    public static Proxy sharded(ProxySettings settings, CommandTable table, ShardPool pool) {
        return new Proxy(settings, table, _ -> {}, lane -> new ShardRouter(lane, pool));
    }

    /// Takes effect with the next requests. Any thread.
    public void useTable(CommandTable table) {
        plan = CommandPlan.of(table, names, settings.allowAdmin(), settings.denied());
    }

    /// Takes effect at once. Any thread.
    public void useTopology(Topology topology) {
        for (Lane lane : lanes) {
            lane.loop().execute(() -> {
                if (lane.router() instanceof SplitRouter router) {
                    router.topologyChanged(topology);
                }
            });
        }
    }

    /// Begins to accept clients.
    ///
    /// @throws UserError if the address cannot be listened on
    public void start(String option, InetSocketAddress address) throws InterruptedException {
        for (Lane lane : lanes) {
            lane.startTicking(TICK_MILLIS);
        }
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverSocket())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .await();
        if (bound.cause() != null) {
            throw new UserError(
                    option + ": cannot listen on " + address + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        listener = bound.channel();
    }

    private void accept(Channel channel) {
        Lane lane = laneOf(channel);
        channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(512, 2048, 64 * 1024));
        int now = clients.incrementAndGet();
        channel.closeFuture().addListener(_ -> clients.decrementAndGet());
        if (now > settings.maxClients()) {
            lane.metrics().clientsRefused++;
            channel.pipeline().addLast(new RefusingHandler());
            return;
        }
        long id = clientIds.incrementAndGet();
        SessionState state = new SessionState(id, (int) id, settings.database(), settings.credentials());
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

    /// The port that is listened on.
    public int port() {
        Channel open = listener;
        return open != null && open.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    List<LaneMetrics> metrics() {
        return lanes.stream().map(Lane::metrics).toList();
    }

    CommandNames names() {
        return names;
    }

    PooledByteBufAllocator allocator() {
        return allocator;
    }

    /// Accepts no more clients, lets what they are owed be answered, and closes.
    ///
    /// @return whether every client had its replies before the deadline
    public boolean stop(Deadline deadline) throws InterruptedException {
        if (group.isShuttingDown()) {
            return true;
        }
        Channel open = listener;
        if (open != null) {
            open.close().await();
        }
        for (Lane lane : lanes) {
            lane.loop().execute(() -> List.copyOf(lane.clients()).forEach(ClientSession::finish));
        }
        boolean finished = awaitClients(deadline);
        for (Lane lane : lanes) {
            lane.loop().execute(() -> {
                List.copyOf(lane.clients()).forEach(ClientSession::close);
                lane.backends().closeAll();
            });
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
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
