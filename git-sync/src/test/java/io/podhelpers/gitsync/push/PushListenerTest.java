package io.podhelpers.gitsync.push;

import static io.podhelpers.gitsync.push.Pushes.SECRET;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PushListenerTest {
    private static final int BODY_LIMIT = 25_000_000;

    @TempDir
    private Path folder;

    private final BlockingQueue<Instant> wanted = new LinkedBlockingQueue<>();
    private final BlockingQueue<PushOutcome> outcomes = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private PushListener listener;

    @BeforeEach
    void listen() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        PushConfig config =
                new PushConfig(ListenAddress.parse("127.0.0.1:0"), List.of(secret), new ByteSize(BODY_LIMIT), 1000);
        PushTarget target = new PushTarget(List.of("https://github.com/octo/site"), "main", wanted::add);
        PushListener.limitSlowClients();
        listener = PushListener.bind(config, List.of(target), outcomes::add, InstantSource.system());
        listener.start();
    }

    @AfterEach
    void close() {
        listener.close();
        client.close();
    }

    @Test
    void answersAnAcceptedPushWithAnEmpty202OnAnyPath() throws Exception {
        HttpResponse<String> answer = send("/hooks/site?x=1", "sha256=" + Pushes.hmac(SECRET, "go"), "go");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(wanted).hasSize(1);
        assertThat(outcomes).containsExactly(PushOutcome.ACCEPTED);
    }

    @Test
    void answersAStrangerWithAnEmpty403() throws Exception {
        HttpResponse<String> answer = send("/", "sha256=00", "go");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
        assertThat(wanted).isEmpty();
    }

    @Test
    void namesTheMethodItTakes() throws Exception {
        HttpRequest get = HttpRequest.newBuilder(uri("/")).GET().build();
        HttpResponse<Void> answer = client.send(get, BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void readsALongPayloadInChunksAsAStream() throws Exception {
        // 20 million characters of commits before the fields that matter
        String head = "{\"commits\":[";
        String commit = "{\"id\":\"59b20b8d\",\"message\":\"" + "m".repeat(4000) + "\"},";
        String tail = "{}],\"ref\":\"refs/heads/main\",\"repository\":{\"url\":\"https://github.com/octo/site\"}}";
        String body = head + commit.repeat(5000) + tail;
        Supplier<InputStream> stream = () ->
                new SequenceInputStream(new ByteArrayInputStream(body.getBytes(UTF_8)), InputStream.nullInputStream());
        HttpRequest request = HttpRequest.newBuilder(uri("/"))
                .header("X-GitHub-Event", "push")
                .header("X-Hub-Signature-256", "sha256=" + Pushes.hmac(SECRET, body))
                .POST(BodyPublishers.ofInputStream(stream))
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        assertThat(wanted).hasSize(1);
    }

    @Test
    void refusesABodyThatIsTooLongByItsAnnouncedLength() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: x\r\nX-Podhelpers-Signature-256: sha256=00\r\nContent-Length: "
                                    + (BODY_LIMIT + 1) + "\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(statusLine(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void slowClientsHoldNobodyUpAndAreCutOff() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
                socket.getOutputStream()
                        .write(
                                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nX-Podhelpers-Signature-256: sha256=00\r\n\r\nx"
                                        .getBytes(US_ASCII));
                slow.add(socket);
            }
            HttpResponse<String> answer = send("/", "sha256=" + Pushes.hmac(SECRET, "go"), "go");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(outcomes.poll(60, TimeUnit.SECONDS)).isEqualTo(PushOutcome.ACCEPTED);
            for (int i = 0; i < slow.size(); i++) {
                assertThat(outcomes.poll(90, TimeUnit.SECONDS)).isEqualTo(PushOutcome.ABORTED);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsTheUsersError() {
        PushConfig config = new PushConfig(
                ListenAddress.parse("127.0.0.1:" + listener.port()),
                List.of(folder.resolve("secret")),
                new ByteSize(1),
                1);
        assertThatThrownBy(() -> PushListener.bind(config, List.of(), _ -> {}, InstantSource.system()))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--push-listen: cannot listen on 127.0.0.1:" + listener.port());
    }

    @Test
    void listeningWithoutASecretIsTheUsersError() {
        assertThatThrownBy(() -> new PushConfig(ListenAddress.parse(":0"), List.of(), new ByteSize(1), 1))
                .isInstanceOf(UserError.class)
                .hasMessage("--push-listen: no --push-secret-file (expected: a file with the webhook's secret)");
    }

    private HttpResponse<String> send(String path, String signature, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Podhelpers-Signature-256", signature)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.port() + path);
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next > 0 && next != '\r';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return line.toString();
    }
}
