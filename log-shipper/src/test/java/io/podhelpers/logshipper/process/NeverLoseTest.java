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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
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
            return lines.size() < 3 ? -1 : Long.parseLong(lines.get(1).split(" ", -1)[3]);
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
        long outage = System.nanoTime();
        Files.move(access, logs.resolve("access.log.1"), ATOMIC_MOVE);
        write(access, 75_000);
        ShipperProcess.until(
                "12 s are over",
                () -> System.nanoTime() - outage > Duration.ofSeconds(12).toNanos());
        untilRefused(2);
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
    void keepsFollowingAfterSigtermUntilTheLogsStopGrowing() throws Exception {
        ShipperProcess shipper = shipper("--drain-timeout=60s", "--drain-quiet=2s");
        write(access, 10);
        untilAllIsReceived();
        shipper.terminate();
        for (int i = 0; i < 30; i++) { // nginx of a Pod without native sidecars: it stops when it likes
            write(access, 100);
            TimeUnit.MILLISECONDS.sleep(50);
            if (i == 15) {
                Files.move(access, logs.resolve("access.log.1"), ATOMIC_MOVE);
            }
        }

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
        Object inode = Files.getAttribute(access, "unix:ino");
        Files.delete(access);
        giveBack(inode);
        write(access, 3_000);
        assertThat(Files.getAttribute(access, "unix:ino")).isEqualTo(inode);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    /// Makes the log anew with the inode of the one that was deleted: ext4 and xfs give a free one
    /// away at once.
    private void giveBack(@Nullable Object inode) throws IOException {
        List<Path> others = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Path made = Files.createFile(logs.resolve("candidate" + i));
            if (Objects.equals(Files.getAttribute(made, "unix:ino"), inode)) {
                Files.move(made, access);
                break;
            }
            others.add(made);
        }
        for (Path other : others) {
            Files.delete(other);
        }
        assertThat(access).as("the file system gives the inode to a new file").exists();
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
        compress(access, logs.resolve("access.log.1.gz"));
        write(access, 1_000);
        shipper();

        untilAllIsReceived();
        nothingTwice();
    }

    @Test
    void goesOnWithALogThatWasCompressedBeforeAnythingOfItWasTaken() throws Exception {
        receiver.be(Mood.UNAVAILABLE);
        write(access, 20_000);
        ShipperProcess first = shipper();
        ShipperProcess.until("it has tried", () -> receiver.requests() > 1);
        ShipperProcess.until("the checkpoint knows the log", () -> acked() == 0);
        first.kill();
        compress(access, logs.resolve("access.log.1.gz"));
        write(access, 1_000);
        receiver.be(Mood.TAKE);
        ShipperProcess second = shipper();

        untilAllIsReceived();
        second.terminate();
        assertThat(second.exitCode()).isZero();
        nothingTwice();
        assertThat(second.log()).doesNotContain("bytes of a log are lost");
    }

    @Test
    void readsCompressedLogsThatItNeverSawAndEachOnce() throws Exception {
        for (int i = 5; i > 0; i--) {
            Path log = directory.resolve("rotated");
            write(log, 2_000);
            compress(log, logs.resolve("access.log." + i + ".gz"));
            Files.setLastModifiedTime(
                    logs.resolve("access.log." + i + ".gz"),
                    FileTime.from(Instant.now().minusSeconds(i * 86_400L)));
        }
        write(access, 100);
        ShipperProcess first = shipper();
        untilAllIsReceived();
        first.terminate();
        assertThat(first.exitCode()).isZero();
        for (int i = 5; i > 0; i--) {
            Files.move(logs.resolve("access.log." + i + ".gz"), logs.resolve("access.log." + (i + 1) + ".gz"));
        }
        ShipperProcess second = shipper();
        write(access, 100);
        untilAllIsReceived();
        second.terminate();
        assertThat(second.exitCode()).isZero();
        nothingTwice();
        assertThat(receiver.records().stream().map(NeverLoseTest::path)).containsExactlyInAnyOrderElementsOf(written);
    }

    private static void compress(Path log, Path into) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(into))) {
            Files.copy(log, out);
        }
        Files.delete(log);
    }

    @Test
    void losesNothingWhereverItIsKilled() throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int life = 0; life < 6; life++) {
            ShipperProcess shipper = shipper("--batch-lines=200", "--sweep-interval=50ms");
            int before = receiver.count();
            int enough = random.nextInt(3_000);
            for (int i = 0; i < 20; i++) {
                write(access, 200);
                if (random.nextInt(8) == 0) {
                    Files.move(access, logs.resolve("access.log." + written.size()), ATOMIC_MOVE);
                }
            }
            ShipperProcess.until("some are received", () -> receiver.count() >= before + enough);
            shipper.kill();
        }
        shipper();

        ShipperProcess.until(
                "nothing is missing, kill.seed=" + seed, () -> received().containsAll(written));
        assertThat(receiver.faults()).isEmpty();
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
