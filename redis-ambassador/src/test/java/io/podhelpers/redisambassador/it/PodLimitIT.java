package io.podhelpers.redisambassador.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.topology.RedisNode;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The image within the memory limit of the examples' Pods, before a real server.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PodLimitIT {
    private static final long POD_LIMIT = 96L << 20;
    private static final int PORT = RedisAmbassadorContainer.REDIS_PORT;
    private static final int LOOPS = 1;

    /// Shared ones in RESP2 and RESP3, those that are just being replaced, probes.
    private static final int CONNECTIONS_OF_A_LOOP = 8;

    /// Who watches the server, and our own `redis-cli`.
    private static final int OTHER_CONNECTIONS = 2;

    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(ISO_8859_1);

    private RedisNode redis;
    private RedisAmbassadorContainer ambassador;
    private String ip;

    @BeforeEach
    void start() {
        redis = RedisNode.primary();
        redis.start();
        ambassador = new RedisAmbassadorContainer()
                .withUpstream("redis://" + redis.ip())
                .withOption("--loops", Integer.toString(LOOPS))
                .withMemoryLimit(POD_LIMIT);
        ambassador.start();
        ip = RedisNode.ip(ambassador);
    }

    @AfterEach
    void stop() {
        try {
            assertThat(ambassador.getLogs()).doesNotContain("LEAK"); // as far as Netty watches by itself
        } finally {
            ambassador.stop();
            redis.stop();
        }
    }

    private Connection connect() throws IOException {
        return new Connection(ip, PORT);
    }

    private double metric(String name) {
        return RedisSet.get(ambassador, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private void assertAlive() throws IOException {
        assertThat(Objects.requireNonNull(
                        ambassador.getCurrentContainerInfo().getState().getRunning()))
                .as("runs: " + ambassador.getLogs())
                .isTrue();
        try (Connection client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void asManyIdleClientsAsAreLetIn() throws IOException {
        int idle = 9_900;
        try (Connection first = connect()) {
            first.ask("SET", "a", "1");
            double before = metric("process_resident_memory_bytes");
            List<SocketChannel> clients = new ArrayList<>();
            try {
                for (int i = 0; i < idle; i++) {
                    SocketChannel client = SocketChannel.open(new InetSocketAddress(ip, PORT));
                    clients.add(client);
                    client.write(ByteBuffer.wrap(PING));
                }
                for (SocketChannel client : clients) {
                    assertThat(read(client, 7)).isEqualTo("+PONG\r\n");
                }
                double bytes = (metric("process_resident_memory_bytes") - before) / idle;
                System.out.printf("%d idle clients: %.0f bytes each of resident memory%n", idle, bytes);
                assertThat(metric("redis_ambassador_clients")).isEqualTo(idle + 1);
                assertThat(metric("redis_ambassador_upstream_connections")).isLessThan(5);
                assertThat(first.ask("GET", "a")).isEqualTo("$1\r\n1\r\n");
                assertThat(bytes).isLessThan(4096);
            } finally {
                for (SocketChannel client : clients) {
                    client.close();
                }
            }
        }
        RedisSet.until("all have left", () -> metric("redis_ambassador_clients") == 0);
        assertAlive();
    }

    private static String read(SocketChannel client, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && client.read(bytes) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    }

    @Test
    void valuesOfManyMegabytesAndPipelinesOfThousands() throws Exception {
        int megabytes = 64;
        byte[] piece = "0123456789abcdef".repeat(1 << 16).getBytes(ISO_8859_1);
        try (Connection client = connect();
                Connection other = connect()) {
            byte[] head = ("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + (megabytes << 20) + "\r\n").getBytes(ISO_8859_1);
            client.send(head, 0, head.length);
            for (int i = 0; i < megabytes; i++) {
                client.send(piece, 0, piece.length);
                assertThat(other.ask("INCR", "meanwhile")).isEqualTo(":" + (i + 1) + "\r\n");
            }
            client.send("\r\n".getBytes(ISO_8859_1), 0, 2);
            assertThat(client.reply()).isEqualTo("+OK\r\n");
            assertThat(other.ask("STRLEN", "big")).isEqualTo(":" + (megabytes << 20) + "\r\n");
            assertThat(other.ask("GETRANGE", "big", Integer.toString((megabytes << 20) - 4), "-1"))
                    .isEqualTo("$4\r\ncdef\r\n");
            assertThat(client.ask("GET", "big")).hasSize((megabytes << 20) + "$67108864\r\n\r\n".length());

            ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
            for (int i = 0; i < 20_000; i++) {
                pipeline.writeBytes(Connection.request(List.of("ECHO", i + "-" + "x".repeat(500))));
            }
            Thread sending = Thread.ofVirtual().start(() -> sendAll(client, pipeline.toByteArray()));
            for (int i = 0; i < 20_000; i++) {
                assertThat(client.reply()).contains("\r\n" + i + "-x");
            }
            sending.join();
        }
        System.out.printf("most resident memory: %.0f MiB%n", metric("process_resident_memory_bytes") / (1 << 20));
        assertAlive();
    }

    private static void sendAll(Connection client, byte[] bytes) {
        try {
            client.send(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// All connections to the server break, and all clients come anew, several times.
    @Test
    void aStormOfClientsIsFewConnectionsToTheServer() throws Exception {
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        int most = 0;
        for (int storm = 0; storm < 4; storm++) {
            redis.cli("CLIENT", "KILL", "TYPE", "normal");
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String key = "storm:" + i;
                clients.add(Thread.ofVirtual().start(() -> storm(key, wrong)));
            }
            for (Thread client : clients) {
                client.join();
            }
            most = Math.max(most, (int) metric("redis_ambassador_upstream_connections"));
        }
        assertThat(wrong).isEmpty();
        int connections = LOOPS * CONNECTIONS_OF_A_LOOP;
        assertThat(most).as("connections to the server").isLessThanOrEqualTo(connections);
        RedisSet.until("few connections to the server are left", () -> connected() <= connections + OTHER_CONNECTIONS);
        assertAlive();
    }

    private int connected() {
        Matcher clients = Pattern.compile("connected_clients:(\\d+)").matcher(redis.cli("INFO", "clients"));
        return clients.find() ? Integer.parseInt(clients.group(1)) : Integer.MAX_VALUE;
    }

    private void storm(String key, List<String> wrong) {
        try (Connection client = connect()) {
            client.ask("HELLO", "3");
            String set = client.ask("SET", key, key);
            String got = client.ask("GET", key);
            boolean lost = set.startsWith("-LOSTREPLY") || set.startsWith("-UNREACHABLE");
            if (!got.equals("$" + key.length() + "\r\n" + key + "\r\n") && !lost) {
                wrong.add(set + got);
            }
        } catch (IOException e) {
            wrong.add(e.toString());
        }
    }

    /// What was executed is answered: the counters on the server are what their clients were told last.
    @Test
    void endsUnderLoadWithEveryCommandAnswered() throws Exception {
        int count = 40;
        long[] told = new long[count];
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> clients = new ArrayList<>();
        AtomicInteger busy = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            int number = i;
            clients.add(Thread.ofVirtual().start(() -> count(number, told, busy, wrong)));
        }
        RedisSet.until("all clients are at work", () -> busy.get() == count);
        ambassador
                .getDockerClient()
                .killContainerCmd(ambassador.getContainerId())
                .withSignal("TERM")
                .exec();
        for (Thread client : clients) {
            client.join();
        }
        RedisSet.until(
                "it has ended",
                () -> !Objects.requireNonNull(
                        ambassador.getCurrentContainerInfo().getState().getRunning()));
        assertThat(ambassador.getCurrentContainerInfo().getState().getExitCodeLong())
                .isZero();
        assertThat(wrong).isEmpty();
        for (int i = 0; i < count; i++) {
            assertThat(redis.cli("GET", "counter:" + i)).isEqualTo(Long.toString(told[i]));
        }
    }

    private void count(int number, long[] told, AtomicInteger busy, List<String> wrong) {
        byte[] one = Connection.request(List.of("INCR", "counter:" + number));
        ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            pipeline.writeBytes(one);
        }
        try (Connection client = connect()) {
            for (int round = 0; ; round++) {
                client.send(pipeline.toByteArray(), 0, pipeline.size());
                for (int i = 0; i < 16; i++) {
                    String reply = client.reply();
                    if (!reply.equals(":" + (told[number] + 1) + "\r\n")) {
                        wrong.add("after " + told[number] + ": " + reply);
                    }
                    told[number]++;
                }
                if (round == 20) {
                    busy.incrementAndGet();
                }
            }
        } catch (IOException _) {
            // closed: it ends
        }
    }
}
