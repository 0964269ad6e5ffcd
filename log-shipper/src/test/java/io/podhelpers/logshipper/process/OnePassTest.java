package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.process.StrictReceiver.Mood;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program when it does not stay: `--one-shot`, `--verify`.
final class OnePassTest {
    @TempDir
    private Path directory;

    private Path log;
    private StrictReceiver receiver;

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
        List<String> all = new ArrayList<>(
                List.of("--input=" + directory + "/logs/*.log*", "--sink=http", "--http-url=" + receiver.url()));
        all.addAll(List.of(options));
        return ShipperProcess.start(directory, all);
    }

    private String out() throws IOException {
        String text = Files.readString(directory.resolve("out"));
        Files.writeString(directory.resolve("out"), "");
        return text;
    }

    private void write(String lines) throws IOException {
        Files.writeString(log, lines, UTF_8, CREATE, APPEND);
    }

    @Test
    void oneShotShipsWhatIsThereWaitsForTheReceiverAndEndsWithZero() throws Exception {
        write("one\ntwo\n");
        receiver.be(Mood.UNAVAILABLE);
        try (ShipperProcess shipper = shipper("--one-shot")) {
            ShipperProcess.until("it has tried", () -> receiver.requests() > 2);
            receiver.be(Mood.TAKE);
            assertThat(shipper.exitCode()).isZero();
        }
        write("three\n");
        try (ShipperProcess shipper = shipper("--one-shot")) {
            assertThat(shipper.exitCode()).isZero();
        }
        assertThat(receiver.records()).hasSize(3).last().asString().contains("\"body\":\"three\"");
    }

    @Test
    void shipsStandardInputInAShellPipeAndEndsWithItLeavingNothingBehind() throws Exception {
        receiver.be(Mood.UNAVAILABLE);
        List<String> options = List.of("--input=-", "--sink=http", "--http-url=" + receiver.url(), "--retry-most=1s");
        try (ShipperProcess shipper = ShipperProcess.start(directory, options)) {
            try (OutputStream in = shipper.input()) {
                Thread opener = Thread.ofVirtual().start(() -> {
                    while (receiver.requests() < 2) {
                        Thread.onSpinWait();
                    }
                    receiver.be(Mood.TAKE);
                });
                for (int i = 0; i < 50_000; i++) { // more than fits: the pipe's writer waits meanwhile
                    in.write(
                            ("a line of some length, so that there are megabytes of them " + i + "\n").getBytes(UTF_8));
                }
                in.write("without an end".getBytes(UTF_8));
                opener.join();
            }
            assertThat(shipper.exitCode()).isZero();
        }
        assertThat(receiver.count()).isEqualTo(50_001);
        assertThat(receiver.records().getFirst())
                .isEqualTo("{\"log.file.path\":\"-\",\"body\":\"a line of some length,"
                        + " so that there are megabytes of them 0\"}");
        assertThat(receiver.records().getLast()).contains("without an end");
        assertThat(receiver.faults()).isEmpty();
        assertThat(Path.of(".log-shipper")).doesNotExist();
    }

    @Test
    void verifySaysWhatIsNotShippedAndChangesNothing() throws Exception {
        write("one\ntwo\n");
        try (ShipperProcess verify = shipper("--verify")) {
            assertThat(verify.exitCode()).isEqualTo(1);
        }
        assertThat(out())
                .contains("http no checkpoint yet")
                .contains("http " + log + " size=8 shipped=0 unshipped=8")
                .contains("8 bytes are not shipped");
        try (ShipperProcess shipper = shipper("--one-shot")) {
            assertThat(shipper.exitCode()).isZero();
        }
        try (ShipperProcess verify = shipper("--verify")) {
            assertThat(verify.exitCode()).isZero();
        }
        assertThat(out()).isEqualTo("http " + log + " size=8 shipped=8 unshipped=0\nall is shipped\n");

        write("three\n");
        Files.move(log, log.resolveSibling("access.log.1"));
        write("four");
        byte[] checkpoint = Files.readAllBytes(log.resolveSibling(".log-shipper/http.checkpoint"));
        try (ShipperProcess verify = shipper("--verify")) {
            assertThat(verify.exitCode()).isEqualTo(1);
        }
        assertThat(out()).contains(log + ".1 size=14 shipped=8 unshipped=6").contains("10 bytes are not shipped");
        assertThat(log.resolveSibling(".log-shipper/http.checkpoint")).hasBinaryContent(checkpoint);
        assertThat(receiver.count()).isEqualTo(2);

        Files.delete(log.resolveSibling("access.log.1"));
        try (ShipperProcess verify = shipper("--verify")) {
            assertThat(verify.exitCode()).isEqualTo(1);
        }
        assertThat(out()).contains(log + " size=4 shipped=0 unshipped=4").doesNotContain("access.log.1");
    }
}
