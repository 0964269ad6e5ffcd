package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The checkpoint on a file system of its own, a real one that is full: nothing is missing, and no more comes twice
/// than what
/// was shipped since the last checkpoint that could be written.
final class CheckpointDiskTest {
    @TempDir
    private Path directory;

    private Path logs;
    private Path disk;
    private StrictReceiver receiver;
    private int written;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        logs = Files.createDirectory(directory.resolve("logs"));
        disk = Files.createDirectory(directory.resolve("disk"));
        receiver = new StrictReceiver();
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
                "a file system can be mounted: only root may");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        receiver.close();
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private ShipperProcess shipper() throws IOException {
        return ShipperProcess.start(
                directory,
                List.of(
                        "--input=" + logs + "/*.log*",
                        "--checkpoint-dir=" + disk.resolve("state"),
                        "--sink=http",
                        "--http-url=" + receiver.url(),
                        "--parser=none"));
    }

    private void write(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(written++).append('\n');
        }
        Files.write(logs.resolve("access.log"), text.toString().getBytes(US_ASCII), CREATE, APPEND);
    }

    private Set<String> received() {
        Set<String> lines = new HashSet<>();
        for (String record : receiver.records()) {
            lines.add(record.substring(record.indexOf("\"body\":\"") + 8, record.lastIndexOf('"')));
        }
        return lines;
    }

    private void untilAllIsReceived() throws InterruptedException {
        Set<String> all = new HashSet<>(
                IntStream.range(0, written).mapToObj(line -> "line " + line).toList());
        ShipperProcess.until("nothing is missing", () -> received().containsAll(all));
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        byte[] some = new byte[1024];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        return filler;
    }

    private static String log(ShipperProcess shipper) {
        try {
            return shipper.log();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void aFullDiskUnderTheCheckpointCostsNoLineAndOnlyWhatWasShippedMeanwhileComesAgain() throws Exception {
        try (ShipperProcess first = shipper()) {
            write(1_000);
            untilAllIsReceived();
            ShipperProcess.until("all is on record", () -> acked() == size());
            Path filler = fill();
            write(1_000);
            Files.move(logs.resolve("access.log"), logs.resolve("access.log.1"));
            write(1_000);
            untilAllIsReceived();
            ShipperProcess.until("it says so", () -> log(first).contains("cannot write the checkpoint"));
            assertThat(first.admin("/readyz")).contains("ok");
            assertThat(receiver.count()).isEqualTo(3_000);
            first.kill();
            try (ShipperProcess second = shipper()) { // it starts although the disk is full
                write(1_000);
                untilAllIsReceived();
                assertThat(receiver.count()).isEqualTo(6_000); // the second and the third thousand came again
                Files.delete(filler);
                ShipperProcess.until(
                        "checkpoints are written again",
                        () -> log(second).contains("checkpoints can be written again"));
                second.terminate();
                assertThat(second.exitCode()).isZero();
            }
        }
        write(500);
        try (ShipperProcess third = shipper()) {
            untilAllIsReceived();
            third.terminate();
            assertThat(third.exitCode()).isZero();
        }
        assertThat(receiver.count()).isEqualTo(6_500);
    }

    /// What the checkpoint says of the first log.
    private long acked() {
        try {
            List<String> lines = Files.readAllLines(disk.resolve("state/http.checkpoint"));
            return lines.size() < 3 ? -1 : Long.parseLong(lines.get(1).split(" ", -1)[3]);
        } catch (IOException e) {
            return -2;
        }
    }

    private long size() {
        return logs.resolve("access.log").toFile().length();
    }
}
