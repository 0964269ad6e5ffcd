package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.process.StrictReceiver.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the shipper holds of disk and memory while nobody rotates and nobody receives.
final class ReclaimTest {
    private static final int LINES = 60_000;
    private static final long BLOCK = 512; // what stat counts in

    @TempDir
    private Path directory;

    private Path log;
    private StrictReceiver receiver;
    private int written;

    @BeforeEach
    void start() throws IOException {
        log = Files.createDirectory(directory.resolve("logs")).resolve("access.log");
        receiver = new StrictReceiver();
    }

    @AfterEach
    void end() throws IOException {
        receiver.close();
    }

    private ShipperProcess shipper(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--input=" + log.getParent() + "/*.log*",
                "--sink=http",
                "--http-url=" + receiver.url(),
                "--retry-most=1s"));
        all.addAll(List.of(options));
        return ShipperProcess.start(directory, all);
    }

    private void write(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ")
                    .append(written++)
                    .append(" of a log that nobody ever rotates, and so it grows and grows, ");
            text.append("until the volume is full and the Pod is evicted\n");
        }
        Files.write(log, text.toString().getBytes(US_ASCII), CREATE, APPEND);
    }

    /// How much disk a file takes.
    private static long onDisk(Path file) {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
            return Long.parseLong(new String(stat.getInputStream().readAllBytes(), US_ASCII).strip()) * BLOCK;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void givesTheDiskBackUnderWhatIsShippedAndLosesNoPlace() throws Exception {
        write(LINES);
        long length = Files.size(log);
        try (ShipperProcess shipper = shipper("--reclaim", "--sweep-interval=100ms")) {
            ShipperProcess.until("all is received", () -> receiver.count() == LINES);
            ShipperProcess.until("the disk has it back", () -> onDisk(log) < 2 << 20);
            assertThat(Files.size(log)).isEqualTo(length);
            assertThat(shipper.admin("/metrics")).contains("log_shipper_reclaimed_bytes_total ");
            receiver.be(Mood.UNAVAILABLE);
            write(LINES);
            long full = onDisk(log);
            int before = receiver.requests();
            ShipperProcess.until("it tries", () -> receiver.requests() > before + 3);
            assertThat(onDisk(log)).isGreaterThanOrEqualTo(full); // not a byte that is not shipped
            shipper.kill();
        }
        receiver.be(Mood.TAKE);
        try (ShipperProcess shipper = shipper("--reclaim", "--one-shot")) {
            assertThat(shipper.exitCode()).isZero();
        }
        assertThat(receiver.count()).isEqualTo(2 * LINES);
        assertThat(receiver.records().getLast()).contains("line " + (2 * LINES - 1) + " ");
        try (ShipperProcess verify = shipper("--verify")) {
            assertThat(verify.exitCode()).isZero();
        }
    }

    @Test
    void saysInOneLineWhenNothingCanBeReclaimed() throws Exception {
        List<String> options =
                List.of("--input=/proc/*.log", "--checkpoint-dir=" + directory.resolve("state"), "--reclaim");
        try (ShipperProcess shipper = ShipperProcess.start(directory, options)) {
            assertThat(shipper.exitCode()).isEqualTo(1);
        }
        assertThat(Files.readString(directory.resolve("err"))
                        .lines()
                        .filter(line -> line.contains("--reclaim: /proc: ")))
                .hasSize(1)
                .first()
                .asString()
                .contains("(expected: a writable directory on ext4, xfs, btrfs or tmpfs)");
    }

    /// `-Dbacklog.bytes=10737418240` for the contract's 10 GB.
    @Test
    void keepsItsMemoryWhateverTheBacklogWhileTheReceiverIsDown() throws Exception {
        long backlog = Long.getLong("backlog.bytes", 300L << 20);
        receiver.be(Mood.HANG);
        write(LINES);
        byte[] piece = Files.readAllBytes(log);
        for (long size = piece.length; size < backlog; size += piece.length) {
            Files.write(log, piece, APPEND);
        }
        try (ShipperProcess shipper = shipper("--http-timeout=500ms")) {
            ShipperProcess.until("it tries on", () -> receiver.requests() > 5);
            assertThat(shipper.peakMemoryBytes()).isLessThan(200L << 20);
            assertThat(shipper.admin("/metrics")).contains("log_shipper_in_flight_lines");
            receiver.be(Mood.TAKE);
            ShipperProcess.until("it ships again", () -> receiver.count() > LINES);
            assertThat(shipper.isAlive()).isTrue();
            assertThat(shipper.peakMemoryBytes()).isLessThan(200L << 20);
        }
    }
}
