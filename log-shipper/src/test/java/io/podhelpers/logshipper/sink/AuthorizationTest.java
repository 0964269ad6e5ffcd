package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Delivered;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receiver that lets in only who shows the right secret; secrets come from files and rotate.
final class AuthorizationTest {
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path directory;

    private FakeReceiver receiver;
    private volatile String expected = "";

    @BeforeEach
    void start() throws IOException {
        receiver = new FakeReceiver(
                request -> request.answer(request.header("Authorization").equals(expected) ? 204 : 401, NOTHING));
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    private Path secret(String text) throws IOException {
        return Files.writeString(directory.resolve("secret"), text);
    }

    private HttpSink sink(Optional<Path> bearer, Optional<Path> basic) {
        HttpSettings open = receiver.settings(false);
        return new HttpSink(
                new HttpSettings(open.url(), Compression.NONE, open.timeout(), List.of(), bearer, basic, open.tls()),
                false,
                InstantSource.system());
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    @Test
    void showsNameAndPasswordFromTheFileWithoutItsLineEnd() throws IOException {
        expected = basic("shipper:pass:wörd");
        Path file = secret("shipper:pass:wörd\n");
        try (HttpSink sink = sink(Optional.empty(), Optional.of(file))) {
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void showsTheTokenAndTakesANewOneWithoutARestart() throws IOException {
        expected = "Bearer new";
        Path file = secret("old\n");
        try (HttpSink sink = sink(Optional.of(file), Optional.empty())) {
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.why()).isEqualTo("status 401"));
            secret("new\n");
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void aSecretThatIsGoneIsWaitedFor() throws IOException {
        expected = "Bearer token";
        Path file = secret("token");
        try (HttpSink sink = sink(Optional.of(file), Optional.empty())) {
            Files.delete(file);
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Retry.class);
            assertThat(receiver.requests()).isEmpty();
            secret("token");
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Delivered.class);
        }
    }
}
