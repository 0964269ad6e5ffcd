package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Mangled bytes from both sides: nothing hangs, nothing leaks, and others are served all the while.
class HostileBytesTest {
    private static final String REQUESTS = RawClient.request("SET a 1")
            + RawClient.request("GET a")
            + RawClient.request("MULTI")
            + RawClient.request("EXEC")
            + "PING\r\n"
            + RawClient.request("SELECT 1")
            + RawClient.request("CLIENT SETNAME x")
            + RawClient.request("MGET a b c")
            + RawClient.request("SUBSCRIBE a")
            + RawClient.request("BLPOP a 1")
            + RawClient.request("HELLO 3 AUTH a b");
    private static final String REPLIES =
            "+OK\r\n:1\r\n$3\r\nabc\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR x\r\n%1\r\n+a\r\n:1\r\n>2\r\n+a\r\n+b\r\n-LOADING x\r\n";

    private FakeRedis primary;
    private FakeRedis replica;
    private Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        primary = new FakeRedis(HostileBytesTest::echo);
        replica = new FakeRedis(HostileBytesTest::echo);
        ProxySettings settings =
                Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE, Duration.ofSeconds(5), 1000, 64, null);
        proxy = Proxy.split(
                settings, CommandTable.builtIn(), Settings.topology(primary.address(), replica.address()), _ -> {});
        proxy.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        primary.close();
        replica.close();
    }

    /// As a bulk, since a mangled request may have line ends in its words.
    private static String echo(String request) {
        return "$" + request.length() + "\r\n" + request + "\r\n";
    }

    /// Bytes with some of them changed, doubled or left out.
    private static byte[] mangled(String bytes, Random random) {
        StringBuilder mangled = new StringBuilder(bytes);
        for (int i = 1 + random.nextInt(4); i > 0 && !mangled.isEmpty(); i--) {
            int at = random.nextInt(mangled.length());
            switch (random.nextInt(5)) {
                case 0 -> mangled.setCharAt(at, (char) random.nextInt(256));
                case 1 -> mangled.deleteCharAt(at);
                case 2 -> mangled.insert(at, (char) ('0' + random.nextInt(10)));
                case 3 -> mangled.setLength(at);
                default -> mangled.insert(at, mangled.substring(at, Math.min(mangled.length(), at + 20)));
            }
        }
        return mangled.toString().getBytes(ISO_8859_1);
    }

    @Test
    void survivesMangledRequests() throws Exception {
        Random random = new Random(11);
        try (RawClient wellBehaved = new RawClient(proxy.port())) {
            for (int round = 0; round < 400; round++) {
                send(mangled(REQUESTS, random), random);
                if (round % 20 == 0) {
                    wellBehaved.send("SET a 1").expect("$7\r\nSET a 1\r\n");
                }
            }
            wellBehaved.send("SET a 1").expect("$7\r\nSET a 1\r\n");
        }
        assertNothingIsLeft();
    }

    private void send(byte[] bytes, Random random) throws IOException {
        try (Socket hostile = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            hostile.setTcpNoDelay(true);
            int cut = random.nextInt(bytes.length + 1);
            hostile.getOutputStream().write(bytes, 0, cut);
            hostile.getOutputStream().write(bytes, cut, bytes.length - cut);
            if (random.nextBoolean()) {
                hostile.setSoTimeout(20);
                int got = hostile.getInputStream().read();
                assertThat(got).isGreaterThanOrEqualTo(-1);
            }
        } catch (IOException e) {
            // closed by the proxy, or no answer to half a request
        }
    }

    @Test
    void survivesMangledReplies() throws Exception {
        Random random = new Random(12);
        synchronized (random) {
            primary.replies(_ -> nextReply(random));
            replica.replies(_ -> nextReply(random));
        }
        for (int round = 0; round < 150; round++) {
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("SET a 1", "GET a", "GET b");
                if (random.nextInt(4) == 0) {
                    client.send("QUIT");
                }
            }
        }
        primary.replies(HostileBytesTest::echo);
        replica.replies(HostileBytesTest::echo);
        String reply;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        do {
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("SET a 1");
                reply = client.readLine();
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
        } while (!reply.equals("$7"));
        assertNothingIsLeft();
    }

    private static String nextReply(Random random) {
        synchronized (random) {
            return new String(mangled(REPLIES, random), ISO_8859_1);
        }
    }

    private void assertNothingIsLeft() throws Exception {
        proxy.stop(Deadline.after(Duration.ofSeconds(5), InstantSource.system()));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (proxy.allocator().pinnedDirectMemory() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(proxy.allocator().pinnedDirectMemory())
                .as("bytes of buffers not given back")
                .isZero();
        assertThat(proxy.metrics().getFirst().clients).isZero();
        assertThat(proxy.metrics().getFirst().inFlight).isZero();
        assertThat(proxy.metrics().getFirst().upstreamConnections).isZero();
    }
}
