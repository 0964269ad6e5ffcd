package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real S3 server that checks signatures.
final class S3IT {
    @TempDir
    private Path directory;

    private Path bucket;
    private Path credentials;
    private AccessLog access;
    private RealReceiver s3;
    private final List<String> options = new ArrayList<>();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        bucket = Files.createDirectories(directory.resolve("data/logs"));
        credentials = Files.writeString(directory.resolve("credentials"), "id:secret\n");
        int port = FreePorts.next();
        Path settings =
                Files.writeString(directory.resolve("s3proxy.conf"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=id
                s3proxy.credential=secret
                jclouds.provider=filesystem
                jclouds.filesystem.basedir=%s
                jclouds.identity=none
                jclouds.credential=none
                """.formatted(port, directory.resolve("data")));
        s3 = RealReceiver.java(
                "s3proxy", directory, "-DLOG_LEVEL=warn", "org.gaul.s3proxy.Main", "--properties", settings.toString());
        Path logs = Files.createDirectory(directory.resolve("in"));
        access = new AccessLog(logs.resolve("access.log"));
        options.addAll(List.of(
                "--input=" + logs + "/*.log",
                "--checkpoint-dir=" + directory.resolve("state"),
                "--sink=s3",
                "--s3-url=http://127.0.0.1:" + port + "/logs",
                "--s3-prefix=a b/",
                "--s3-credentials-file=" + credentials,
                "--http-compression=gzip",
                "--retry-most=1s",
                "--batch-lines=1000",
                "--batch-bytes=8Mi",
                "--linger=1s"));
        s3.listensOn(port);
    }

    @AfterEach
    void end() {
        s3.close();
    }

    /// The numbers of the lines in each object.
    private NavigableMap<String, List<Integer>> objects() throws IOException {
        NavigableMap<String, List<Integer>> objects = new TreeMap<>();
        try (Stream<Path> files = Files.walk(bucket)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
                    objects.put(
                            bucket.relativize(file).toString(),
                            lines.lines().map(AccessLog::item).toList());
                }
            }
        }
        return objects;
    }

    private void ship() throws IOException, InterruptedException {
        try (ShipperProcess shipper = ShipperProcess.start(directory, options)) {
            ShipperProcess.until(
                    "all are shipped", () -> shipper.metric("log_shipper_shipped_lines_total") == access.written());
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
    }

    @Test
    void putsObjectsThatAResendOverwrites() throws IOException, InterruptedException {
        access.write(2_500);
        ship();
        NavigableMap<String, List<Integer>> first = objects();
        assertThat(first).hasSize(3);
        assertThat(first.values().stream().flatMap(List::stream).toList())
                .hasSize(2_500)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(first.firstKey()).matches("a b/2026-11-22/[^/]+/access\\.log/[0-9a-f]+-0{20}\\.ndjson\\.gz");

        Files.delete(directory.resolve("state/s3.checkpoint"));
        ship();
        assertThat(objects()).isEqualTo(first);
    }

    @Test
    void triesAgainUntilTheCredentialsAreRight() throws IOException, InterruptedException {
        Files.writeString(credentials, "id:wrong\n");
        access.write(10);
        try (ShipperProcess shipper = ShipperProcess.start(directory, options)) {
            ShipperProcess.until("it was refused", () -> shipper.metric("log_shipper_retries_total") > 0);
            assertThat(shipper.log()).contains("status 403").doesNotContain("wrong");
            assertThat(objects()).isEmpty();
            Files.writeString(credentials, "id:secret\n");
            ShipperProcess.until(
                    "all are shipped", () -> shipper.metric("log_shipper_shipped_lines_total") == access.written());
        }
        assertThat(objects()).hasSize(1);
    }
}
