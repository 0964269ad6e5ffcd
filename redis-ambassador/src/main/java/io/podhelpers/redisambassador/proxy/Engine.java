package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What all listeners of the process share: the event loops, the memory for buffers, the count of clients, the numbers
/// of commands. Any thread.
public final class Engine {
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_ORDER = 5; // chunks of 256 KiB: memory follows the load in small steps

    private final int loops;
    private final int maxClients;
    private final Transport transport = Transport.best();
    private final EventLoopGroup group;
    private final PooledByteBufAllocator allocator;
    private final CommandNames names = new CommandNames();
    private final AtomicLong clientIds = new AtomicLong();
    private final AtomicInteger clients = new AtomicInteger();
    private final List<LaneMetrics> metrics = new CopyOnWriteArrayList<>();

    /// @param maxClients of all listeners together; connections beyond are refused
    public Engine(int loops, int maxClients) {
        this.loops = loops;
        this.maxClients = maxClients;
        this.group = transport.group(loops);
        this.allocator = new PooledByteBufAllocator(true, 0, loops, PAGE_BYTES, CHUNK_ORDER, 256, 64, true, 0);
    }

    int loops() {
        return loops;
    }

    Transport transport() {
        return transport;
    }

    EventLoopGroup group() {
        return group;
    }

    PooledByteBufAllocator allocator() {
        return allocator;
    }

    CommandNames names() {
        return names;
    }

    long nextClientId() {
        return clientIds.incrementAndGet();
    }

    /// One more client; whether there is room for it. To be told when it [#left] in any case.
    boolean admits() {
        return clients.incrementAndGet() <= maxClients;
    }

    void left() {
        clients.decrementAndGet();
    }

    /// Counts stay when a listener goes, or the sums would shrink.
    void count(LaneMetrics lane) {
        metrics.add(lane);
    }

    List<LaneMetrics> metrics() {
        return metrics;
    }

    /// What is reserved for requests and replies.
    long bufferBytes() {
        return allocator.metric().usedDirectMemory();
    }

    /// Ends the loops; the listeners must have stopped.
    public void close() throws InterruptedException {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
    }
}
