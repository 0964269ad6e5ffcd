package io.podhelpers.redisambassador.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PlainCrewTest {
    private static final String REPLICATION = bulk("# Replication\r\nmaster_replid:abc\r\nmaster_repl_offset:42\r\n");
    private static final String SERVER = bulk("# Server\r\nrun_id:r1\r\n");

    @Test
    void aPrimaryIsSeenWithItsReplicas() throws IOException {
        try (OneAnswer server = new OneAnswer("+PONG\r\n"
                + "*3\r\n$6\r\nmaster\r\n:42\r\n*1\r\n*3\r\n$9\r\n127.0.0.1\r\n$4\r\n6380\r\n$2\r\n42\r\n"
                + REPLICATION
                + SERVER)) {
            Sighting seen = look(server.address());

            assertThat(seen.role()).isEqualTo(new Sighting.Role.Primary(List.of(new NodeAddress("127.0.0.1", 6380))));
            assertThat(seen.runId()).isEqualTo("r1");
            assertThat(seen.replicationId()).isEqualTo("abc");
            assertThat(seen.offset()).isEqualTo(42);
            assertThat(seen.loading()).isFalse();
        }
    }

    @Test
    void aServerThatIsLoadingIsSeenAsSuch() throws IOException {
        try (OneAnswer server = new OneAnswer("-LOADING Redis is loading the dataset in memory\r\n"
                + "*5\r\n$5\r\nslave\r\n$1\r\nh\r\n:6379\r\n$7\r\nconnect\r\n:-1\r\n"
                + REPLICATION
                + SERVER)) {
            Sighting seen = look(server.address());

            assertThat(seen.loading()).isTrue();
            assertThat(seen.role())
                    .isEqualTo(new Sighting.Role.Follower(new NodeAddress("h", 6379), Replica.Link.CONNECTING));
        }
    }

    @Test
    void whoDoesNotSpeakTheProtocolIsTrouble() throws IOException {
        for (String answer :
                List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "", "+PONG\r\n$-7\r\n", "*1\r\n$99999999\r\n")) {
            try (OneAnswer server = new OneAnswer(answer)) {
                PlainCrew crew = crew(Duration.ofSeconds(30));

                assertThat(crew.lookAt(List.of(server.address()))).isEmpty();
                assertThat(crew.troubles()).containsOnlyKeys(server.address().toString());
            }
        }
    }

    @Test
    void whoNeverAnswersCostsNoMoreThanTheBudget() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            PlainCrew crew = crew(Duration.ofMillis(50));
            NodeAddress address = new NodeAddress("127.0.0.1", silent.getLocalPort());

            assertThat(crew.lookAt(List.of(address, new NodeAddress("127.0.0.1", 1))))
                    .isEmpty();
            assertThat(crew.troubles()).containsEntry(address.toString(), "no answer in time");
        }
    }

    @Test
    void aKeysValueIsTold() throws IOException {
        try (OneAnswer server = new OneAnswer(bulk("production"))) {
            assertThat(crew(Duration.ofSeconds(30)).valueOf(server.address(), "environment"))
                    .isEqualTo("production");
        }
        try (OneAnswer server = new OneAnswer("-NOPERM this user has no permissions\r\n")) {
            assertThatThrownBy(() -> crew(Duration.ofSeconds(30)).valueOf(server.address(), "environment"))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("NOPERM");
        }
    }

    private static Sighting look(NodeAddress address) {
        return crew(Duration.ofSeconds(30))
                .lookAt(List.of(address))
                .values()
                .iterator()
                .next();
    }

    private static PlainCrew crew(Duration budget) {
        return new PlainCrew(UpstreamAccess.OPEN, budget);
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    /// A server that answers its first client with fixed bytes.
    private static final class OneAnswer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        OneAnswer(String answer) throws IOException {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(answer.getBytes(UTF_8));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes(); // until it hangs up
                } catch (IOException _) {
                    // the test sees it from its side
                }
            });
        }

        NodeAddress address() {
            return new NodeAddress("127.0.0.1", server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
