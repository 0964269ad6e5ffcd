package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.CommandTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A lane whose clients and servers are the test, without sockets or threads: what is on its way moves in [#settle],
/// split at random bytes, and time passes in [#later].
final class EmbeddedLane implements AutoCloseable {
    private static final long LATER_NANOS = TimeUnit.HOURS.toNanos(1);

    /// What a server does on one connection.
    interface Script {
        /// Bytes for a request's words; [#HANG_UP] ends the connection after what was sent before.
        String reply(String request);
    }

    static final String HANG_UP = "hang up";

    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 0, 1, 8192, 5, 0, 0, false, 0);
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Random random;
    private final Function<NodeAddress, Script> servers;
    private final ArrayDeque<Runnable> connecting = new ArrayDeque<>();
    private final List<Server> connections = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Lane lane;
    private long hours = 1;

    /// @param servers what each new connection meets
    EmbeddedLane(
            ProxySettings settings,
            Function<Lane, Router> router,
            Random random,
            Function<NodeAddress, Script> servers) {
        this.random = random;
        this.servers = servers;
        this.lane =
                new Lane(loop.eventLoop(), allocator, settings, new AllAlone(settings), this::connect, _ -> {}, router);
    }

    private void connect(Lane of, NodeAddress node, Backend backend) {
        connecting.add(() -> connections.add(new Server(servers.apply(node), open(backend))));
    }

    private EmbeddedChannel open(LaneHandler handler) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(handler);
        try {
            handler.channelActive(channel.pipeline().context(handler));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return channel;
    }

    Client client() {
        SessionState state = new SessionState(clients.size() + 1L, clients.size(), 0, null);
        Client client = new Client(open(new ClientSession(lane, state)));
        clients.add(client);
        return client;
    }

    /// Moves all bytes until nothing moves any more.
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = !connecting.isEmpty();
            while (!connecting.isEmpty()) {
                connecting.remove().run();
            }
            loop.runPendingTasks();
            for (Server server : List.copyOf(connections)) {
                moved |= server.move();
            }
            for (Client client : clients) {
                moved |= client.move();
            }
        }
    }

    /// Whoever waits for a server that is silent has waited too long by now.
    void later() {
        long now = System.nanoTime() + LATER_NANOS * hours++;
        lane.backends().checkDeadlines(now);
        lane.backends().probe(now);
        settle();
        lane.detours().tryAgain();
        lane.clients().forEach(ClientSession::goOnIfWaitingForServer);
        settle();
    }

    /// Ends all connections to servers.
    void loseServers() {
        for (Server server : connections) {
            var _ = server.channel.close();
        }
        connections.clear();
        settle();
    }

    @Override
    public void close() {
        for (Client client : clients) {
            var _ = client.channel.close();
        }
        settle();
        lane.close();
        settle();
        loop.runPendingTasks();
        assertThat(lane.metrics().clients).isZero();
        assertThat(lane.metrics().inFlight).isZero();
        assertThat(lane.metrics().upstreamConnections).isZero();
        assertThat(allocator.pinnedDirectMemory())
                .as("bytes of buffers not given back")
                .isZero();
    }

    private static String drain(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.append(next.toString(ISO_8859_1));
            next.release();
        }
        return all.toString();
    }

    /// Gives a channel some of the bytes; returns how many.
    private int feed(EmbeddedChannel channel, CharSequence bytes) {
        int some = random.nextInt(4) == 0
                ? bytes.length()
                : 1 + random.nextInt(Math.min(bytes.length(), bytes.length() < 1000 ? 64 : 16_384));
        byte[] raw = bytes.subSequence(0, some).toString().getBytes(ISO_8859_1);
        channel.writeInbound(allocator.directBuffer(raw.length).writeBytes(raw));
        loop.runPendingTasks();
        return some;
    }

    /// The other end of a client's connection.
    final class Client {
        private final EmbeddedChannel channel;
        private final StringBuilder toSend = new StringBuilder();
        private final StringBuilder received = new StringBuilder();

        private Client(EmbeddedChannel channel) {
            this.channel = channel;
        }

        void send(String bytes) {
            toSend.append(bytes);
        }

        String received() {
            return received.toString();
        }

        boolean isOpen() {
            return channel.isOpen();
        }

        private boolean move() {
            channel.runPendingTasks();
            String got = drain(channel);
            received.append(got);
            if (toSend.isEmpty() || !channel.isOpen()) {
                return !got.isEmpty();
            }
            toSend.delete(0, feed(channel, toSend));
            return true;
        }
    }

    /// The other end of a connection to a server.
    private final class Server {
        private final Script script;
        private final EmbeddedChannel channel;
        private final StringBuilder requests = new StringBuilder();
        private final StringBuilder replies = new StringBuilder();
        private boolean hangsUp;

        Server(Script script, EmbeddedChannel channel) {
            this.script = script;
            this.channel = channel;
        }

        boolean move() {
            channel.runPendingTasks();
            String got = drain(channel);
            requests.append(got);
            for (String request = next(); request != null; request = next()) {
                String reply = script.reply(request);
                hangsUp |= reply.endsWith(HANG_UP);
                replies.append(hangsUp ? reply.substring(0, reply.length() - HANG_UP.length()) : reply);
                if (hangsUp) {
                    break;
                }
            }
            if (!channel.isOpen()) {
                return connections.remove(this);
            }
            if (!replies.isEmpty()) {
                replies.delete(0, feed(channel, replies));
                return true;
            }
            if (hangsUp) {
                var _ = channel.close();
                return true;
            }
            return !got.isEmpty();
        }

        private @Nullable String next() {
            int at = requests.indexOf("\r\n");
            if (at < 0 || hangsUp) {
                return null;
            }
            List<String> words = new ArrayList<>();
            int count = Integer.parseInt(requests.substring(1, at));
            at += 2;
            for (int i = 0; i < count; i++) {
                int end = requests.indexOf("\r\n", at);
                int length = end < 0 ? 0 : Integer.parseInt(requests.substring(at + 1, end));
                if (end < 0 || requests.length() < end + length + 4) {
                    return null;
                }
                words.add(requests.substring(end + 2, end + 2 + length));
                at = end + length + 4;
            }
            requests.delete(0, at);
            return String.join(" ", words);
        }
    }

    /// What a lane shares with others, if there are none.
    private static final class AllAlone implements Lane.Shared {
        private final CommandPlan plan;
        private final ClientRoster roster = new ClientRoster(List.of());
        private final Pauses pauses = new Pauses();
        private long lastWriteNanos;

        AllAlone(ProxySettings settings) {
            plan = CommandPlan.of(
                    CommandTable.builtIn(),
                    new CommandNames(),
                    settings.allowAdmin(),
                    settings.rewriteReads(),
                    Set.of());
        }

        @Override
        public CommandPlan plan() {
            return plan;
        }

        @Override
        public long nextClientId() {
            return 1;
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
}
