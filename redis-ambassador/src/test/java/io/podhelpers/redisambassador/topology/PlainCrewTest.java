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
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PlainCrewTest {
    private static final String NAMED = "+OK\r\n"; // to CLIENT SETNAME
    private static final String PRIMARY = "+PONG\r\n*3\r\n$6\r\nmaster\r\n:42\r\n*0\r\n";
    private static final String REPLICATION = bulk("# Replication\r\nmaster_replid:abc\r\nmaster_repl_offset:42\r\n");
    private static final String SERVER = bulk("# Server\r\nrun_id:r1\r\n");

    @Test
    void aPrimaryIsSeenWithItsReplicas() throws IOException {
        try (OneAnswer server = new OneAnswer(NAMED + "+PONG\r\n"
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
        try (OneAnswer server = new OneAnswer(NAMED + "-LOADING Redis is loading the dataset in memory\r\n"
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
    void whoDoesNotTellItsOffsetIsTrouble() throws IOException {
        try (OneAnswer server = new OneAnswer(NAMED + PRIMARY + "-NOPERM no permission for INFO\r\n" + SERVER)) {
            PlainCrew crew = crew(Duration.ofSeconds(30));

            assertThat(crew.lookAt(List.of(server.address()))).isEmpty();
            assertThat(crew.troubles()).containsEntry(server.address().toString(), "NOPERM no permission for INFO");
        }
    }

    @Test
    void asksAgainOnTheSameConnection() throws IOException {
        String look = PRIMARY + REPLICATION + SERVER;
        try (OneAnswer server = new OneAnswer(NAMED + look + look)) {
            PlainCrew crew = crew(Duration.ofSeconds(30));

            assertThat(crew.lookAt(List.of(server.address()))).hasSize(1);
            assertThat(crew.lookAt(List.of(server.address()))).hasSize(1);
            assertThat(server.clients()).isEqualTo(1);
            crew.close();
        }
    }

    @Test
    void aConnectionThatWasClosedSinceIsNoTrouble() throws IOException {
        String look = PRIMARY + REPLICATION + SERVER;
        try (OneAnswer server = new OneAnswer(NAMED + look)) {
            PlainCrew crew = crew(Duration.ofSeconds(30));

            assertThat(crew.lookAt(List.of(server.address()))).hasSize(1);
            assertThat(crew.lookAt(List.of(server.address()))).hasSize(1);
            assertThat(server.clients()).isEqualTo(2);
            assertThat(crew.troubles()).isEmpty();
            crew.close();
        }
    }

    @Test
    void whoIsSilentDoesNotKeepTheOthersFromBeingSeen() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                OneAnswer server = new OneAnswer(NAMED + PRIMARY + REPLICATION + SERVER)) {
            PlainCrew crew = crew(Duration.ofSeconds(5));
            NodeAddress hung = new NodeAddress("127.0.0.1", silent.getLocalPort());

            assertThat(crew.lookAt(List.of(hung, server.address()))).containsOnlyKeys(server.address());
            assertThat(crew.troubles()).containsExactly(Map.entry(hung.toString(), "no answer in time"));
            crew.close();
        }
    }

    @Test
    void aKeysValueIsTold() throws IOException {
        try (OneAnswer server = new OneAnswer(NAMED + bulk("production"))) {
            assertThat(crew(Duration.ofSeconds(30)).valueOf(server.address(), "environment"))
                    .isEqualTo("production");
        }
        try (OneAnswer server = new OneAnswer(NAMED + "-NOPERM this user has no permissions\r\n")) {
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

    /// A server that answers each client with the same bytes.
    private static final class OneAnswer implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        private final AtomicInteger clients = new AtomicInteger();

        OneAnswer(String answer) throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    while (!server.isClosed()) {
                        answer(server.accept(), answer);
                    }
                } catch (IOException _) {
                    // the test sees it from its side
                }
            });
        }

        private void answer(Socket accepted, String answer) throws IOException {
            clients.incrementAndGet();
            try (Socket client = accepted) {
                client.getOutputStream().write(answer.getBytes(UTF_8));
                client.shutdownOutput();
                client.getInputStream().readAllBytes(); // until it hangs up
            }
        }

        int clients() {
            return clients.get();
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
