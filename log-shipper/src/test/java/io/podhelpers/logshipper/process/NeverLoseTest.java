package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.process.StrictReceiver.Mood;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What must be survived without losing a line: the whole program, real files, a receiver that fails, `kill
/// -9`.
final class NeverLoseTest {
    @TempDir
    private Path directory;

    private Path logs;
    private Path access;
    private StrictReceiver receiver;
    private final List<ShipperProcess> processes = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        logs = Files.createDirectory(directory.resolve("logs"));
        access = logs.resolve("access.log");
        receiver = new StrictReceiver();
    }

    @AfterEach
    void end() throws IOException {
        for (ShipperProcess process : processes) {
            process.close();
        }
        receiver.close();
    }

    private ShipperProcess shipper(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--input=" + logs + "/*.log*",
                "--sink=http",
                "--http-url=" + receiver.url(),
                "--http-timeout=1s",
                "--retry-most=1s"));
        all.addAll(List.of(options));
        ShipperProcess process = ShipperProcess.start(directory, all);
        processes.add(process);
        return process;
    }

    private void write(Path file, int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String path = "/item/" + written.size();
            written.add(path);
            text.append("10.0.0.7 - - [22/Nov/2026:07:35:01 +0000] \"GET ")
                    .append(path)
                    .append(
                            " HTTP/1.1\" 200 612 \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0\"\n");
        }
        Files.write(file, text.toString().getBytes(US_ASCII), CREATE, APPEND);
    }

    private Set<String> received() {
        Set<String> paths = new HashSet<>();
        for (String record : receiver.records()) {
            paths.add(path(record));
        }
        return paths;
    }

    private static String path(String record) {
        String key = "\"url.path\":\"";
        int from = record.indexOf(key) + key.length();
        return record.substring(from, record.indexOf('"', from));
    }

    private void untilAllIsReceived() throws InterruptedException {
        ShipperProcess.until("all is received", () -> receiver.count() >= written.size());
        ShipperProcess.until("nothing is missing", () -> received().containsAll(written));
    }

    /// Waits for so many more attempts of the shipper.
    private void untilRefused(int times) throws InterruptedException {
        int before = receiver.requests();
        ShipperProcess.until("it tries on", () -> receiver.requests() >= before + times);
    }

    private static String log(ShipperProcess shipper) {
        try {
            return shipper.log();
        } catch (IOException e) {
            return "";
        }
    }

    /// What the checkpoint says of the first log.
    private long acked() {
        try {
            List<String> lines = Files.readAllLines(logs.resolve(".log-shipper/http.checkpoint"));
            return Long.parseLong(lines.get(1).split(" ", -1)[2]);
        } catch (IOException e) {
            return -2;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }

    private void nothingTwice() {
        assertThat(receiver.count()).isEqualTo(written.size());
        assertThat(receiver.faults()).isEmpty();
    }

    @Test
    void rotatesABacklogWhileTheReceiverAnswers503AndWhileItRefuses() throws Exception {
        receiver.be(Mood.UNAVAILABLE);
        write(access, 75_000);
        ShipperProcess shipper = shipper();
        ShipperProcess.until("it has tried", () -> receiver.requests() > 1);
        Files.move(access, logs.resolve("access.log.1"), ATOMIC_MOVE);
        write(access, 75_000);
        untilRefused(15); // the outage: with waits of up to 1s between, some seconds
        receiver.refuse();
        Files.move(logs.resolve("access.log.1"), logs.resolve("access.log.2"), ATOMIC_MOVE);
        Files.move(access, logs.resolve("access.log.1"), ATOMIC_MOVE);
        write(access, 1_000);
        ShipperProcess.until(
                "the shipper has seen the rotation", () -> log(shipper).contains("to=" + logs + "/access.log.2"));
        Files.delete(logs.resolve("access.log.2")); // the shipper holds it open
        receiver.be(Mood.TAKE);
        receiver.accept();

        untilAllIsReceived();
        nothingTwice();
        shipper.terminate();
        assertThat(shipper.exitCode()).isZero();
    }

    @Test
    void deliversABurstWrittenJustBeforeSigterm() throws Exception {
        ShipperProcess shipper = shipper();
        write(access, 10);
        untilAllIsReceived();
        write(access, 100_000);
        shipper.terminate();

        assertThat(shipper.exitCode()).isZero();
        assertThat(received().containsAll(written)).isTrue();
        nothingTwice();
    }

    @Test
    void seesThatALogWasTruncatedAndHasGrownPastTheOffset() throws Exception {
        shipper();
        write(access, 1_000);
        untilAllIsReceived();
        Files.write(access, new byte[0]);
        write(access, 5_000);

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void losesNothingWhenKilledDuring503sAndStartedAgain() throws Exception {
        ShipperProcess first = shipper();
        write(access, 20_000);
        untilAllIsReceived();
        ShipperProcess.until("the checkpoint has all", () -> acked() == size(access));
        receiver.be(Mood.UNAVAILABLE);
        write(access, 20_000);
        untilRefused(2);
        first.kill();
        write(access, 5_000);
        receiver.be(Mood.TAKE);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void tellsANewLogFromAnOldOneWithTheSameInode() throws Exception {
        ShipperProcess first = shipper();
        write(access, 2_000);
        untilAllIsReceived();
        first.terminate();
        assertThat(first.exitCode()).isZero();
        // truncated and written anew: the same inode, as when a file system gives it to a new file
        Files.write(access, new byte[0]);
        write(access, 3_000);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void findsUnreadLinesThatWereRotatedWhileItWasStopped() throws Exception {
        ShipperProcess first = shipper();
        write(access, 2_000);
        untilAllIsReceived();
        first.terminate();
        assertThat(first.exitCode()).isZero();
        write(access, 1_000);
        Files.move(access, logs.resolve("access.log.1"), ATOMIC_MOVE);
        write(access, 1_000);
        Files.copy(access, logs.resolve("access.log.0")); // copytruncate by hand
        Files.write(access, new byte[0]);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void findsUnreadLinesThatWereCompressedWhileItWasStopped() throws Exception {
        ShipperProcess first = shipper();
        write(access, 2_000);
        untilAllIsReceived();
        first.terminate();
        assertThat(first.exitCode()).isZero();
        write(access, 20_000);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(logs.resolve("access.log.1.gz")))) {
            Files.copy(access, out);
        }
        Files.delete(access);
        write(access, 1_000);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void followsAThousandLogsOfWhichAFewAreBusy() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            write(logs.resolve("site" + i + ".access.log"), 3);
        }
        shipper();
        untilAllIsReceived();
        for (int i = 0; i < 1_000; i += 300) {
            write(logs.resolve("site" + i + ".access.log"), 5_000);
        }
        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void survivesAReceiverThatFailsInEveryWay() throws Exception {
        ShipperProcess shipper = shipper("--batch-lines=100");
        for (Mood mood : Mood.values()) {
            if (mood == Mood.REFUSE || mood == Mood.TAKE) {
                continue; // refused for good: the dead letters have a test of their own
            }
            receiver.be(mood);
            write(access, 300);
            untilRefused(3);
            receiver.be(Mood.TAKE);
            ShipperProcess.until(
                    "all is received after " + mood, () -> received().containsAll(written));
        }
        assertThat(receiver.faults()).isEmpty();
        assertThat(shipper.isAlive()).isTrue();
        assertThat(shipper.admin("/readyz")).isEqualTo("ok\n");
    }

    @Test
    void saysWhatIsLeftWhenTheReceiverNeverAnswersBeforeTheEnd() throws Exception {
        receiver.be(Mood.HANG);
        write(access, 1_000);
        ShipperProcess shipper = shipper("--drain-timeout=2s");
        ShipperProcess.until("it has tried", () -> receiver.requests() > 0);
        shipper.terminate();

        assertThat(shipper.exitCode()).isEqualTo(1);
        assertThat(shipper.log())
                .contains("not shipped before time ran out")
                .contains("bytes=" + Files.size(access))
                .contains(access.toString());

        receiver.be(Mood.TAKE);
        shipper();
        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void keepsWhatTheReceiverRefusesInTheDeadLetterFile() throws Exception {
        Path dead = directory.resolve("dead.json");
        receiver.be(Mood.REFUSE);
        shipper("--dead-letter=" + dead, "--http-compression=gzip");
        write(access, 50);
        ShipperProcess.until("the dead letters are written", () -> Files.exists(dead) && lines(dead) == 50);
        receiver.be(Mood.TAKE);
        write(access, 50);
        ShipperProcess.until("shipping goes on", () -> receiver.count() == 50);
        assertThat(receiver.faults()).isEmpty();
    }

    private static long lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void sendsOneByOneWhatIsTooLargeTogether() throws Exception {
        receiver.be(Mood.TOO_LARGE);
        shipper("--http-format=array");
        write(access, 40);

        untilAllIsReceived();
        nothingTwice();
    }
}
