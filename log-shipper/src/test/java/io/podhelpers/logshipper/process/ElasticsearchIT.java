package io.podhelpers.logshipper.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Elasticsearch.
final class ElasticsearchIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Path home;
    private static int port;
    private static RealReceiver elasticsearch;

    @TempDir
    private Path directory;

    private AccessLog access;
    private final List<String> options = new ArrayList<>();

    @BeforeAll
    static void startElasticsearch() throws IOException, InterruptedException {
        home = Files.createTempDirectory("elasticsearch");
        Path zip = Path.of(RealReceiver.classPath("elasticsearch"));
        unpack(zip, home);
        port = FreePorts.next();
        List<String> command = new ArrayList<>();
        if (Files.isWritable(Path.of("/etc/passwd"))) { // root, as whom it refuses to run
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(
                home.resolve(zip.getFileName().toString().replace(".zip", "") + "/bin/elasticsearch")
                        .toString(),
                "-Ediscovery.type=single-node",
                "-Expack.security.enabled=false",
                "-Ehttp.port=" + port,
                "-Etransport.port=" + FreePorts.next(),
                "-Ecluster.routing.allocation.disk.threshold_enabled=false",
                "-Epath.data=" + home.resolve("data"),
                "-Epath.logs=" + home.resolve("logs")));
        elasticsearch = RealReceiver.start(
                "elasticsearch",
                home,
                command,
                Map.of(
                        "ES_JAVA_HOME", System.getProperty("java.home"),
                        "ES_JAVA_OPTS", "-Xms256m -Xmx256m -XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        "HOME", home.toString()));
        elasticsearch.listensOn(port);
    }

    private static void unpack(Path zip, Path to) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = to.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(entries, path);
                }
            }
        }
        try (Stream<Path> paths = Files.walk(to)) {
            for (Path path : paths.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
    }

    @AfterAll
    static void end() throws IOException {
        elasticsearch.close();
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @BeforeEach
    void logs() throws IOException {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        access = new AccessLog(logs.resolve("access.log"));
        options.addAll(List.of(
                "--input=" + logs + "/*.log",
                "--checkpoint-dir=" + directory.resolve("state"),
                "--sink=elasticsearch",
                "--elasticsearch-url=http://127.0.0.1:" + port,
                "--http-compression=gzip",
                "--retry-most=1s",
                "--dead-letter=" + directory.resolve("dead.json")));
    }

    private static String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private static int count(String index) {
        try {
            ask("POST", "/" + index + "/_refresh", "");
            String answer = ask("GET", "/" + index + "/_count?ignore_unavailable=true", "");
            return Integer.parseInt(answer.replaceFirst(".*\"count\":(\\d+).*", "$1"));
        } catch (IOException | InterruptedException | NumberFormatException e) {
            return -1;
        }
    }

    private ShipperProcess shipper(String index) throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add("--elasticsearch-index=" + index);
        return ShipperProcess.start(directory, all);
    }

    @Test
    void hasEveryLineOnceAlsoWhenAllAreSentAgain() throws IOException, InterruptedException {
        access.write(20_000);
        try (ShipperProcess shipper = shipper("once")) {
            ShipperProcess.until("some are there", () -> count("once") > 0);
            shipper.kill();
        }
        access.write(5_000);
        try (ShipperProcess shipper = shipper("once")) {
            ShipperProcess.until("all are there", () -> count("once") == access.written());
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
        Files.delete(directory.resolve("state/elasticsearch.checkpoint"));
        try (ShipperProcess shipper = shipper("once")) {
            ShipperProcess.until(
                    "all were sent again", () -> metric(shipper, "shipped_lines_total") == access.written());
        }
        assertThat(count("once")).isEqualTo(access.written());
        assertThat(directory.resolve("dead.json")).doesNotExist();
    }

    @Test
    void leavesWhatTheMappingRefusesToTheDeadLettersAndShipsTheRest() throws IOException, InterruptedException {
        ask("PUT", "/strict", "{\"mappings\":{\"properties\":{\"severity_text\":{\"type\":\"long\"}}}}");
        Files.writeString(
                directory.resolve("logs/error.log"),
                "2026/11/22 07:35:01 [error] 31#31: *7 open() \"/x\" failed, client: 10.0.0.1\n".repeat(3));
        access.write(100);
        try (ShipperProcess shipper = shipper("strict")) {
            ShipperProcess.until(
                    "all are settled",
                    () -> metric(shipper, "dead_lettered_lines_total") == 3
                            && metric(shipper, "shipped_lines_total") == 100);
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
            assertThat(shipper.log()).contains("document_parsing_exception");
        }
        assertThat(count("strict")).isEqualTo(100);
        assertThat(Files.readAllLines(directory.resolve("dead.json")))
                .hasSize(3)
                .allMatch(record -> record.contains("\"severity_text\":\"error\""));
    }

    private static double metric(ShipperProcess shipper, String name) {
        return shipper.metric("log_shipper_" + name);
    }
}
