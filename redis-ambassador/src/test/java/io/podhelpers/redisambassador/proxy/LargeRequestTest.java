package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Arguments of megabytes are passed on as they arrive.
@Timeout(120)
class LargeRequestTest {
    private static final int MEGABYTE = 1 << 20;
    private static final String BIG = "x".repeat(3 * MEGABYTE);

    private @Nullable Proxy proxy;

    @AfterEach
    void stop() throws Exception {
        Objects.requireNonNull(proxy).stop(Deadline.after(Duration.ZERO, InstantSource.system()));
    }

    private RawClient start(NodeAddress redis) throws Exception {
        Proxy started = Proxy.split(
                Settings.of(ReadPolicy.PRIMARY, Consistency.PIPELINE),
                CommandTable.builtIn(),
                Settings.topology(redis),
                _ -> {});
        proxy = started;
        started.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return connect();
    }

    private RawClient connect() throws IOException {
        return new RawClient(Objects.requireNonNull(proxy).port());
    }

    /// A request whose last argument is only announced.
    private static String announced(int length, String words) {
        String whole = RawClient.request(words + " x");
        return whole.substring(0, whole.length() - "$1\r\nx\r\n".length()) + "$" + length + "\r\n";
    }

    private static FakeRedis counting() throws IOException {
        return new FakeRedis(request -> "+" + (request.length() < 100 ? request : request.length()) + "\r\n");
    }

    // ---- as they arrive

    @Test
    void theServerHasTheBeginningBeforeTheEndIsSent() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RawClient client = start(new NodeAddress("127.0.0.1", server.getLocalPort()))) {
            client.sendBytes(announced(2 * MEGABYTE, "SET a") + "x".repeat(MEGABYTE));
            try (Socket upstream = server.accept()) {
                InputStream in = upstream.getInputStream();
                readPast(in, RawClient.request("CLIENT ID"));
                upstream.getOutputStream().write(":7\r\n".getBytes(ISO_8859_1));
                readPast(in, announced(2 * MEGABYTE, "SET a"));
                assertThat(in.readNBytes(MEGABYTE)).hasSize(MEGABYTE);
                client.sendBytes("y".repeat(MEGABYTE) + "\r\n");
                assertThat(in.readNBytes(MEGABYTE + 2)).endsWith('y', '\r', '\n');
                upstream.getOutputStream().write("+OK\r\n".getBytes(ISO_8859_1));
                client.expect("+OK\r\n");
            }
        }
    }

    private static void readPast(InputStream in, String expected) throws IOException {
        assertThat(new String(in.readNBytes(expected.length()), ISO_8859_1)).isEqualTo(expected);
    }

    @Test
    void aServerThatDoesNotReadHoldsUpTheClientAndTakesLittleMemory() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RawClient client = start(new NodeAddress("127.0.0.1", server.getLocalPort()))) {
            int size = 64 * MEGABYTE;
            Thread sending = Thread.ofVirtual().start(() -> send(client, size));
            try (Socket upstream = server.accept()) {
                InputStream in = upstream.getInputStream();
                readPast(in, RawClient.request("CLIENT ID"));
                readPast(in, announced(size, "SET a"));
                long most = 0;
                for (int left = size + 2; left > 0; left -= in.readNBytes(Math.min(left, MEGABYTE)).length) {
                    most = Math.max(
                            most,
                            Objects.requireNonNull(proxy).allocator().metric().usedDirectMemory());
                }
                assertThat(most).as("bytes reserved").isLessThan(8 * MEGABYTE);
                upstream.getOutputStream().write(":7\r\n+OK\r\n".getBytes(ISO_8859_1));
                client.expect("+OK\r\n");
                sending.join();
            }
        }
    }

    private static void send(RawClient client, int size) {
        try {
            client.sendBytes(announced(size, "SET a"));
            String piece = "x".repeat(MEGABYTE);
            for (int sent = 0; sent < size; sent += MEGABYTE) {
                client.sendBytes(piece);
            }
            client.sendBytes("\r\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // ---- in order

    @Test
    void repliesComeInTheOrderOfTheRequestsAroundThem() throws Exception {
        Random random = new Random(3);
        try (FakeRedis redis = counting();
                RawClient client = start(redis.address())) {
            String pipeline = RawClient.request("SET a 1")
                    + RawClient.request("SET big " + BIG)
                    + RawClient.request("GET a")
                    + RawClient.request("RPUSH l " + BIG + " b " + BIG + " c")
                    + RawClient.request("GET b");
            for (int round = 0; round < 4; round++) {
                for (int at = 0; at < pipeline.length(); ) {
                    int piece = Math.min(pipeline.length() - at, 1 + random.nextInt(MEGABYTE));
                    client.sendBytes(pipeline.substring(at, at + piece));
                    at += piece;
                }
                client.expect("+SET a 1\r\n+" + ("SET big ".length() + BIG.length()) + "\r\n+GET a\r\n+"
                        + ("RPUSH l  b  c".length() + 2 * BIG.length()) + "\r\n+GET b\r\n");
            }
        }
    }

    @Test
    void belongsToTheTransactionThatIsOpen() throws Exception {
        try (FakeRedis redis = counting();
                RawClient client = start(redis.address())) {
            client.send("MULTI", "SET big " + BIG, "EXEC", "GET a")
                    .expect("+MULTI\r\n+" + ("SET big ".length() + BIG.length()) + "\r\n+EXEC\r\n+GET a\r\n");
            assertThat(redis.connectionsAccepted()).isOne();
        }
    }

    @Test
    void nobodyWaitsBehindIt() throws Exception {
        try (FakeRedis redis = counting();
                RawClient slow = start(redis.address());
                RawClient other = connect()) {
            slow.sendBytes(announced(BIG.length(), "SET big") + BIG.substring(1));
            other.send("SET a 1").expect("+SET a 1\r\n");
            slow.sendBytes("x\r\n").expect("+" + ("SET big ".length() + BIG.length()) + "\r\n");
        }
    }

    // ---- when it goes wrong

    @Test
    void anEndThatIsNoneIsAProtocolErrorAndNothingIsExecuted() throws Exception {
        try (FakeRedis redis = counting();
                RawClient client = start(redis.address())) {
            client.sendBytes(announced(BIG.length(), "SET big") + BIG + "xx");
            assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: expected a line end after an argument\r\n");
            try (RawClient other = connect()) {
                other.send("SET a 1").expect("+SET a 1\r\n");
            }
            assertThat(redis.nextRequest()).isEqualTo("SET a 1");
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNothingBehind() throws Exception {
        try (FakeRedis redis = counting();
                RawClient other = start(redis.address())) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = connect()) {
                    client.sendBytes(announced(BIG.length(), "SET big") + BIG.substring(100));
                }
            }
            other.send("SET a 1").expect("+SET a 1\r\n");
            assertThat(redis.nextRequest()).isEqualTo("SET a 1");
        }
    }

    @Test
    void aServerThatIsLostInTheMiddleIsToldOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RawClient client = start(new NodeAddress("127.0.0.1", server.getLocalPort()))) {
            client.sendBytes(announced(BIG.length(), "SET big") + BIG.substring(100));
            try (Socket upstream = server.accept()) {
                assertThat(upstream.getInputStream().readNBytes(MEGABYTE)).hasSize(MEGABYTE);
            }
            assertThat(client.readLine()).startsWith("-LOSTREPLY ");
            client.sendBytes("x".repeat(100) + "\r\n").send("CLIENT GETNAME").expect("$-1\r\n");
        }
    }

    @Test
    void whatCannotBePassedOnIsRefusedAsByRedis() throws Exception {
        Proxy started = Proxy.split(
                Settings.withLargestArgument(300_000),
                CommandTable.builtIn(),
                Settings.topology(new NodeAddress("127.0.0.1", 1)),
                _ -> {});
        proxy = started;
        started.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (RawClient client = connect()) {
            client.sendBytes(announced(300_001, "CLIENT SETNAME"));
            assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        }
        try (RawClient client = connect()) {
            client.sendBytes(announced(300_001, "SET a") + "x".repeat(300_001) + "\r\n");
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
            client.send("GET a");
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
        }
    }
}
