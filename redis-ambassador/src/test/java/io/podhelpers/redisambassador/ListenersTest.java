package io.podhelpers.redisambassador;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.redisambassador.proxy.FakeRedis;
import io.podhelpers.redisambassador.proxy.RawClient;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where clients connect, and who is let in.
class ListenersTest {
    private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();

    @TempDir
    private Path folder;

    private FakeRedis one;
    private FakeRedis two;

    @BeforeEach
    void startServers() throws IOException {
        one = FakeRedis.echoing("one");
        two = FakeRedis.echoing("two");
    }

    @AfterEach
    void stopServers() throws IOException {
        one.close();
        two.close();
    }

    private static String shards(FakeRedis server) {
        return "--redis-servers=" + server.address() + ":1";
    }

    // ---- several

    @Test
    void eachPoolOfNutcrackersFileHasItsOwnListener() throws Exception {
        int alpha = FreePorts.next();
        int beta = FreePorts.next();
        int stats = FreePorts.next();
        Path config = Files.writeString(
                folder.resolve("nutcracker.yml"), """
                alpha:
                  listen: 127.0.0.1:%d
                  redis: true
                  redis_auth: secret
                  server_connections: 1
                  preconnect: true
                  timeout: 400
                  servers:
                   - %s:1 first
                beta:
                  listen: 127.0.0.1:%d
                  redis: true
                  redis_db: 2
                  client_connections: 1
                  servers:
                   - %s:1
                """.formatted(alpha, one.address(), beta, two.address()));
        try (RunningAmbassador ambassador =
                        new RunningAmbassador("--config=" + config, "--stats-listen-address=127.0.0.1:" + stats);
                RawClient first = ambassador.connect(alpha);
                RawClient second = ambassador.connect(beta)) {
            // nutcracker, too, asks the clients of such a pool for the password
            first.send("GET a").expect("-NOAUTH Authentication required.\r\n");
            first.send("AUTH secret", "GET a").expect("+OK\r\n+one GET a\r\n");
            assertThat(one.nextRequest()).isEqualTo("AUTH secret");
            second.send("GET b").expect("+two GET b\r\n");
            assertThat(two.nextRequest()).isEqualTo("SELECT 2");
            try (RawClient third = ambassador.connect(beta)) {
                assertThat(third.readToEnd()).startsWith("-ERR max number of clients reached");
            }
            assertThat(read(stats))
                    .contains(
                            "\"service\":\"nutcracker\"",
                            "\"alpha\": {\"client_eof\":0, ",
                            "\"first\": {\"server_eof\":0")
                    .contains("\"requests\":1, \"request_bytes\":20, \"responses\":1, \"response_bytes\":12");
        }
    }

    private static String read(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void oneFileMayHaveListenersOfAllKindsAndAnEnvironment() throws Exception {
        int shards = FreePorts.next();
        int pool = FreePorts.next();
        int chosen = FreePorts.next();
        Path config = Files.writeString(folder.resolve("ambassador.yml"), """
                listeners:
                  shards:
                    listen: 127.0.0.1:%d
                    servers: %s:1
                    deny-commands: keys
                  pool:
                    listen: 127.0.0.1:%d
                    redis: true
                    hash: murmur
                    servers:
                     - %s:1
                  chosen:
                    listen: 127.0.0.1:%d
                    environments:
                      test: {servers: "%s:1"}
                      production: {servers: "192.0.2.1:6379:1"}
                """.formatted(
                        shards, one.address(), pool, two.address(), chosen, two.address()));
        try (RunningAmbassador ambassador = new RunningAmbassador("--config=" + config, "--environment=test");
                RawClient first = ambassador.connect(shards);
                RawClient second = ambassador.connect(pool);
                RawClient third = ambassador.connect(chosen)) {
            first.send("GET a").expect("+one GET a\r\n");
            assertThat(first.send("KEYS *").readLine()).startsWith("-NOPERM the ambassador");
            second.send("GET b").expect("+two GET b\r\n");
            third.send("GET c").expect("+two GET c\r\n");
            assertThat(ambassador.get("/topology"))
                    .contains("\"listener\":\"shards\"", "\"listener\":\"chosen\"", "\"hash\":\"murmur\"");
        }
        assertThatThrownBy(() -> new RunningAmbassador("--config=" + config, "--environment=prod"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("environment 'prod' is not in ")
                .hasMessageContaining("(expected: one of [production, test])");
    }

    // ---- unix sockets

    @Test
    void listensOnAUnixSocketWithTheModeAskedForAlsoWhereAKilledProcessLeftOne() throws Exception {
        Path socket = folder.resolve("redis.sock");
        for (int round = 0; round < 2; round++) {
            try (var leftOver = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
                leftOver.bind(UnixDomainSocketAddress.of(socket));
            }
            try (RunningAmbassador _ = new RunningAmbassador(shards(one), "--listen-address=" + socket + " 0600");
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                        .isEqualTo("rw-------");
                client.write(ByteBuffer.wrap(RawClient.request("GET a").getBytes(ISO_8859_1)));
                ByteBuffer reply = ByteBuffer.allocate(12);
                while (reply.hasRemaining() && client.read(reply) >= 0) {
                    // more to come
                }
                assertThat(new String(reply.array(), ISO_8859_1)).isEqualTo("+one GET a\r\n");
                assertThatThrownBy(() -> new RunningAmbassador(shards(one), "--listen-address=" + socket))
                        .hasMessageContaining("another process listens there");
            }
            assertThat(socket).doesNotExist();
        }
    }

    // ---- TLS

    @Test
    void speaksTlsAndLetsOnlyClientsInWhoseCertificateTheAuthoritySigned() throws Exception {
        int port = FreePorts.next();
        try (RunningAmbassador _ = new RunningAmbassador(
                shards(one),
                "--listen-address=127.0.0.1:" + port,
                "--tls-cert-file=" + TLS.resolve("server.pem"),
                "--tls-key-file=" + TLS.resolve("server.key"),
                "--tls-client-ca-file=" + TLS.resolve("ca.pem"))) {
            assertThat(ask(port, "client")).isEqualTo("+one GET a\r\n");
            assertThatThrownBy(() -> ask(port, "stranger")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(port, null)).isInstanceOf(IOException.class);
            try (RawClient plain = new RawClient(port)) {
                assertThat(plain.send("GET a").readToEnd()).doesNotContain("one GET a");
            }
        }
    }

    private static String ask(int port, @Nullable String certificate) throws IOException, GeneralSecurityException {
        KeyManager[] keys = certificate == null
                ? null
                : TlsKeys.keyManagers(
                        "test",
                        Pem.certificates("test", TLS.resolve(certificate + ".pem")),
                        Pem.privateKey("test", TLS.resolve(certificate + ".key")));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, TlsKeys.trustManagers("test", Pem.certificates("test", TLS.resolve("ca.pem"))), null);
        try (Socket socket = context.getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(RawClient.request("GET a").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        }
    }

    // ---- limits

    @Test
    void cutsOffAClientThatIsSilentForTooLongAndNoOther() throws Exception {
        int port = FreePorts.next();
        one.replies(
                request -> request.startsWith("SUBSCRIBE") ? "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n" : "+OK\r\n");
        try (RunningAmbassador ambassador = new RunningAmbassador(
                        "--upstream=redis://" + one.address(),
                        "--listen-address=127.0.0.1:" + port,
                        "--idle-timeout=300ms");
                RawClient silent = ambassador.connect(port)) {
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(ambassador.get("/metrics")).contains("redis_ambassador_errors_total{cause=\"idle_client\"} 1.0");
        }
    }
}
