package io.podhelpers.logshipper.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real OpenSearch. What it shares with Elasticsearch is tested there.
final class OpenSearchIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private int port;
    private RealReceiver opensearch;
    private AccessLog access;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        port = FreePorts.next();
        opensearch = RealReceiver.java(
                "opensearch",
                directory,
                "-Xmx384m",
                "--enable-native-access=ALL-UNNAMED",
                Path.of("receivers/opensearch/Node.java").toAbsolutePath().toString(),
                directory.resolve("data").toString(),
                Integer.toString(port));
        opensearch.listensOn(port);
        access = new AccessLog(Files.createDirectory(directory.resolve("logs")).resolve("access.log"));
    }

    @AfterEach
    void end() {
        opensearch.close();
    }

    private String ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private int count() {
        try {
            ask("POST", "/access/_refresh");
            String answer = ask("GET", "/access/_count?ignore_unavailable=true");
            return Integer.parseInt(answer.replaceFirst(".*\"count\":(\\d+).*", "$1"));
        } catch (IOException | InterruptedException | NumberFormatException e) {
            return -1;
        }
    }

    private ShipperProcess shipper() throws IOException {
        return ShipperProcess.start(
                directory,
                List.of(
                        "--input=" + directory.resolve("logs") + "/*.log",
                        "--checkpoint-dir=" + directory.resolve("state"),
                        "--sink=opensearch",
                        "--elasticsearch-url=http://127.0.0.1:" + port,
                        "--elasticsearch-index=access",
                        "--http-compression=gzip",
                        "--retry-most=1s",
                        "--dead-letter=" + directory.resolve("dead.json")));
    }

    @Test
    void hasEveryLineOnceAlsoWhenAllAreSentAgain() throws IOException, InterruptedException {
        access.write(5_000);
        try (ShipperProcess shipper = shipper()) {
            ShipperProcess.until("all are there", () -> count() == access.written());
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
        Files.delete(directory.resolve("state/opensearch.checkpoint"));
        try (ShipperProcess shipper = shipper()) {
            ShipperProcess.until(
                    "all were sent again", () -> shipper.metric("log_shipper_shipped_lines_total") == access.written());
        }
        assertThat(count()).isEqualTo(access.written());
        assertThat(directory.resolve("dead.json")).doesNotExist();
    }
}
