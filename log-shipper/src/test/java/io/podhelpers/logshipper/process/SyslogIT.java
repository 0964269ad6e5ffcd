package io.podhelpers.logshipper.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// A real rsyslog, which also takes what comes over TLS from whom its authority knows.
final class SyslogIT {
    private static final String TLS_INPUT = """
            global(DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="/tls/ca.pem"
                   DefaultNetstreamDriverCertFile="/tls/server.pem" DefaultNetstreamDriverKeyFile="/tls/server.key")
            input(type="imtcp" port="6514"
                  StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid")
            """;

    private final GenericContainer<?> rsyslog = new GenericContainer<>(
                    DockerImageName.parse("podhelpers-test/rsyslog:8"))
            .withExposedPorts(5514, 6514)
            .withCopyToContainer(Transferable.of(TLS_INPUT), "/etc/rsyslog.d/tls.conf")
            .withCopyFileToContainer(MountableFile.forHostPath(tls("ca.pem")), "/tls/ca.pem")
            .withCopyFileToContainer(MountableFile.forHostPath(tls("server.pem")), "/tls/server.pem")
            .withCopyFileToContainer(MountableFile.forHostPath(tls("server.key")), "/tls/server.key");

    @TempDir
    private Path directory;

    private AccessLog access;

    private static String tls(String name) {
        return Path.of("src/test/resources/tls", name).toAbsolutePath().toString();
    }

    @BeforeEach
    void start() throws IOException {
        rsyslog.start();
        Path logs = Files.createDirectory(directory.resolve("logs"));
        access = new AccessLog(logs.resolve("access.log"));
    }

    @AfterEach
    void end() {
        rsyslog.stop();
    }

    private List<String> received() {
        try {
            return rsyslog.execInContainer("cat", "/var/log/received.log")
                    .getStdout()
                    .lines()
                    .filter(line -> line.contains("/item/"))
                    .toList();
        } catch (IOException | InterruptedException e) {
            return List.of();
        }
    }

    private ShipperProcess shipper(String address, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(List.of(
                "--input=" + directory.resolve("logs") + "/*.log",
                "--sink=syslog",
                "--syslog-address=" + address,
                "--retry-most=1s"));
        return ShipperProcess.start(directory, options);
    }

    /// Says how far it came, should it not come.
    private void untilReceived(int records, ShipperProcess shipper) throws IOException, InterruptedException {
        try {
            ShipperProcess.until("all are there", () -> received().size() >= records);
        } catch (AssertionError e) {
            String state = shipper.isAlive()
                    ? "shipped " + shipper.metric("log_shipper_shipped_lines_total") + ", retried "
                            + shipper.metric("log_shipper_retries_total")
                    : "the shipper has ended";
            throw new AssertionError(
                    "%s; received %d of %d; %s; shipper: %s; rsyslog: %s"
                            .formatted(
                                    e.getMessage(),
                                    received().size(),
                                    records,
                                    state,
                                    shipper.log(),
                                    rsyslog.getLogs()),
                    e);
        }
    }

    @Test
    void rsyslogTakesEveryLineOnceAndInOrderOverTcp() throws IOException, InterruptedException {
        access.write(20_000);
        Files.writeString(
                directory.resolve("logs/error.log"),
                "2026/11/22 07:35:02 [crit] 31#31: *7 open() \"/item/99999\" failed, client: 10.0.0.1\n");
        try (ShipperProcess shipper = shipper("tcp://127.0.0.1:" + rsyslog.getMappedPort(5514))) {
            untilReceived(access.written() + 1, shipper);
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
        List<String> access =
                received().stream().filter(line -> line.contains("access.log")).toList();
        assertThat(access.stream().map(AccessLog::item).toList())
                .hasSize(this.access.written())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(access.getFirst())
                .startsWith("134|2026-11-22T07:35:01+00:00|")
                .contains("|nginx|-|");
        assertThat(received())
                .filteredOn(line -> line.contains("error.log"))
                .singleElement()
                .asString()
                .startsWith("130|2026-11-22T07:35:02+00:00|")
                .contains("\"severity_text\":\"crit\"");
    }

    @Test
    void goesOnWhenRsyslogWasAway() throws IOException, InterruptedException {
        access.write(100);
        int port = FreePorts.next();
        try (ShipperProcess shipper = shipper("tcp://127.0.0.1:" + port)) {
            ShipperProcess.until("it was tried", () -> shipper.metric("log_shipper_retries_total") > 2);
            assertThat(shipper.metric("log_shipper_shipped_lines_total")).isZero();
        }
        try (ShipperProcess shipper = shipper("tcp://127.0.0.1:" + rsyslog.getMappedPort(5514))) {
            ShipperProcess.until("all are there", () -> received().size() == access.written());
            assertThat(shipper.isAlive()).isTrue();
        }
    }

    @Test
    void rsyslogTakesEveryLineOverTlsFromWhoShowsACertificate() throws IOException, InterruptedException {
        access.write(5_000);
        String address = "tls://127.0.0.1:" + rsyslog.getMappedPort(6514);
        try (ShipperProcess stranger = shipper(address, "--http-ca-file=" + tls("ca.pem"))) {
            ShipperProcess.until("it was tried", () -> stranger.metric("log_shipper_retries_total") > 2);
            assertThat(stranger.metric("log_shipper_shipped_lines_total")).isZero();
        }
        try (ShipperProcess shipper = shipper(
                address,
                "--http-ca-file=" + tls("ca.pem"),
                "--http-client-cert-file=" + tls("client.pem"),
                "--http-client-key-file=" + tls("client.key"))) {
            untilReceived(access.written(), shipper);
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
        assertThat(received().stream().map(AccessLog::item).toList())
                .hasSize(access.written())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
