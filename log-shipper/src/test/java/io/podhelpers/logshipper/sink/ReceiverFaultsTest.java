package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sink over HTTP with a receiver that fails in every way, and then takes the same batch.
final class ReceiverFaultsTest {
    /// What the receiver does with a request.
    enum Fault {
        /// Nobody listens.
        REFUSE,
        /// Reads it and never answers.
        HANG,
        /// Closes in the middle of the body.
        CLOSE_IN_BODY,
        /// Reads it, and closes without an answer.
        LOSE_ANSWER,
        /// Answers half.
        HALF_AN_ANSWER,
        /// Answers what is no HTTP.
        BABBLE,
        UNAVAILABLE,
        TOO_MANY,
        FORBIDDEN,
        NONE
    }

    @TempDir
    private Path directory;

    private ServerSocket server;
    private int port;
    private volatile Fault fault = Fault.NONE;

    @BeforeEach
    void start() throws IOException {
        listen(0);
    }

    private void listen(int on) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), on));
        port = server.getLocalPort();
        ServerSocket accepting = server;
        Thread.ofVirtual().start(() -> {
            while (!accepting.isClosed()) {
                try {
                    Socket client = accepting.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (true) {
                int length = head(in);
                Fault now = fault;
                if (length < 0 || now == Fault.CLOSE_IN_BODY) {
                    return;
                }
                in.readNBytes(length);
                String answer = answer(now);
                if (now == Fault.HANG) {
                    in.read(); // until the sender gives up
                    return;
                }
                client.getOutputStream().write(answer.getBytes(US_ASCII));
                if (now != Fault.NONE && !answer.endsWith("\r\n\r\n")) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // the sender has given up
        }
    }

    private static String answer(Fault fault) {
        return switch (fault) {
            case REFUSE, HANG, CLOSE_IN_BODY, LOSE_ANSWER -> "";
            case HALF_AN_ANSWER -> "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"errors\":false";
            case BABBLE -> "+OK\r\n";
            case UNAVAILABLE -> "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
            case TOO_MANY -> "HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
            case FORBIDDEN -> "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n";
            case NONE -> "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"errors\":false}";
        };
    }

    /// @return the length of the body, -1 at the end of the connection
    private static int head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return -1;
            }
            head.append((char) b);
        }
        return Integer.parseInt(head.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
    }

    private Sink sink(String name) throws IOException {
        HttpSettings settings = new HttpSettings(
                URI.create("http://127.0.0.1:" + port + "/"),
                Compression.NONE,
                Duration.ofMillis(400),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty(), false));
        InstantSource clock = InstantSource.system();
        return switch (name) {
            case "http" -> new HttpSink(settings, true, clock);
            case "elasticsearch" -> new ElasticsearchSink("elasticsearch", settings, "logs", "host", clock);
            case "loki" -> new LokiSink(settings, 1, Map.of("service_name", "nginx"), clock);
            case "otlp" -> new OtlpSink(settings, true, 1, clock);
            case "s3" ->
                new S3Sink(
                        settings,
                        new S3Settings(
                                "r", "", Files.writeString(directory.resolve("credentials"), "id:secret"), "host"),
                        clock);
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Stream<Arguments> everyFaultOfEverySink() {
        return Stream.of("http", "elasticsearch", "loki", "otlp", "s3")
                .flatMap(sink -> Stream.of(Fault.values())
                        .filter(fault -> fault != Fault.NONE)
                        .map(fault -> Arguments.of(sink, fault)));
    }

    @ParameterizedTest
    @MethodSource("everyFaultOfEverySink")
    void aBatchThatWasNotAcknowledgedIsSentAgain(String name, Fault how) throws IOException {
        Records records = Batches.of(Batches.access(1), Batches.error());
        try (Sink sink = sink(name)) {
            assertThat(sink.send(records, 0, 2)).isEqualTo(SendOutcome.DELIVERED);
            fault = how;
            if (how == Fault.REFUSE) {
                server.close();
            }
            // twice, since an old connection's end is no fault
            assertThat(sink.send(records, 0, 2)).isInstanceOf(how == Fault.REFUSE ? SendOutcome.class : Retry.class);
            if (how != Fault.REFUSE) {
                assertThat(sink.send(records, 0, 2))
                        .isInstanceOfSatisfying(
                                Retry.class,
                                retry -> assertThat(retry.after())
                                        .isEqualTo(
                                                how == Fault.TOO_MANY
                                                        ? Optional.of(Duration.ofSeconds(5))
                                                        : Optional.empty()));
                fault = Fault.NONE;
                assertThat(sink.send(records, 0, 2)).isEqualTo(SendOutcome.DELIVERED);
            }
        }
        if (how == Fault.REFUSE) {
            try (Sink sink = sink(name)) {
                assertThat(sink.send(records, 0, 2)).isInstanceOf(Retry.class);
                fault = Fault.NONE;
                listen(port);
                assertThat(sink.send(records, 0, 2)).isEqualTo(SendOutcome.DELIVERED);
            }
        }
    }
}
