package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Follows real files by sweeps alone: the kernel says nothing here, as on a file system that knows no inotify.
final class FollowerTest {
    private static final int MOST_REMOVED = 2;
    private static final int MOST_IDLE = 4;

    @TempDir
    private Path directory;

    private Path access;
    private final List<String> lines = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private boolean room = true;
    private boolean answers = true;
    private Runnable answer = () -> {};
    private Follower follower;

    @BeforeEach
    void start() {
        access = directory.resolve("access.log");
        follower = follower();
    }

    @AfterEach
    void end() {
        follower.close();
    }

    private Follower follower() {
        FollowSettings settings = new FollowSettings(
                List.of(directory + "/*.log*"),
                List.of(),
                false,
                Duration.ZERO,
                1000,
                false,
                Duration.ofMinutes(1),
                new FollowSettings.Idle(Duration.ofSeconds(90), MOST_IDLE),
                LineRules.plain(),
                new FollowSettings.RemovedLimits(MOST_REMOVED, 10_000));
        return new Follower(settings, new Taking(), new Noting(), () -> now);
    }

    private final class Taking implements LineConsumer {
        @Override
        public boolean hasRoom(int lineBytes) {
            return room;
        }

        @Override
        public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
            lines.add(new String(bytes, from, to - from, UTF_8));
        }

        @Override
        public void skippedLine(Generation generation, long bytes) {}

        @Override
        public void endRange(Generation generation, long from, Mark to) {
            if (answers) {
                generation.acknowledge(from, to);
            } else {
                answer = () -> generation.acknowledge(from, to);
            }
        }
    }

    private final class Noting implements FileEvents {
        @Override
        public void rotated() {}

        @Override
        public void truncated() {}

        @Override
        public void lost(Loss cause, long bytes) {
            lost.add(cause + " " + bytes);
        }
    }

    private void look() {
        follower.sweep();
        while (follower.read()) {
            // until there is nothing more
        }
    }

    private void lookAfter(Duration time) {
        now = now.plus(time);
        look();
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, UTF_8, CREATE, APPEND);
    }

    @Test
    void findsWhatIsAppendedRotatedTruncatedAndNewBySweepsAlone() throws IOException {
        append(access, "one\n");
        look();
        append(access, "two\n");
        Files.move(access, directory.resolve("access.log.1"));
        append(directory.resolve("access.log.1"), "three\n");
        append(access, "four\n");
        look();
        Files.writeString(access, "", UTF_8);
        append(access, "five and more\n");
        append(directory.resolve("error.log"), "six\n");
        lookAfter(Duration.ofSeconds(20));

        assertThat(lines).containsExactlyInAnyOrder("one", "two", "three", "four", "five and more", "six");
    }

    @Test
    void readsAllOfThreeGenerationsRotatedBetweenTwoLooks() throws IOException {
        append(access, "one\n");
        look();
        append(access, "two\n");
        for (int i = 3; i <= 5; i++) {
            Files.move(access, directory.resolve("access.log." + i));
            append(access, i + "\n");
        }
        look();

        assertThat(lines).containsExactlyInAnyOrder("one", "two", "3", "4", "5");
    }

    @Test
    void followsALinkThatIsTurnedToAnotherFileAndReadsTheOldOneToItsEnd() throws IOException {
        Path first = Files.createDirectory(directory.resolve("data")).resolve("first");
        Path second = first.resolveSibling("second");
        append(first, "one\n");
        Files.createSymbolicLink(access, first);
        look();
        append(first, "two\n");
        append(second, "three\n");
        Path turned = Files.createSymbolicLink(directory.resolve("new"), second);
        Files.move(turned, access, StandardCopyOption.ATOMIC_MOVE);
        look();
        append(first, "four\n");
        append(second, "five\n");
        lookAfter(Duration.ofSeconds(30));

        assertThat(lines).containsExactlyInAnyOrder("one", "two", "three", "four", "five");
    }

    @Test
    void aDirectoryThatCannotBeListedForAWhileIsNotTakenForEmpty() throws IOException {
        append(access, "one\n");
        look();
        Path aside = directory.resolveSibling(directory.getFileName() + "-aside");
        Files.move(directory, aside);
        Files.createSymbolicLink(directory, directory); // to list it fails
        lookAfter(Duration.ofMinutes(2));
        lookAfter(Duration.ofMinutes(2));
        Files.delete(directory);
        Files.move(aside, directory);
        append(access, "two\n");
        look();

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void waitsForTheEndOfALineAlsoAcrossARestart() throws IOException {
        append(access, "one\ntw");
        look();
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        append(access, "o\r");
        follower = follower();
        follower.restore(checkpoint);
        look();
        assertThat(lines).containsExactly("one");
        append(access, "\n");
        look();

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void shipsTheLastLineOfARemovedLogThatNobodyEnds() throws IOException {
        append(access, "one\ntwo");
        look();
        Files.delete(access);
        look();
        lookAfter(Duration.ofSeconds(30));
        assertThat(lines).containsExactly("one");
        lookAfter(Duration.ofSeconds(31));

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void skipsTheHoleThatAStaleWriterLeaves() throws IOException {
        append(access, "one\n");
        look();
        Files.writeString(access, "", UTF_8);
        append(access, "\0".repeat(5000) + "two\n");
        look();

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void givesUpTheOldestRemovedLogsBeyondTheLimitAndSaysSo() throws IOException {
        room = false;
        for (int i = 0; i < MOST_REMOVED + 1; i++) {
            append(access, "line " + i + "\n");
            look();
            Files.delete(access);
            look();
        }
        assertThat(lost).containsExactly("GIVEN_UP 7");

        append(access, "x".repeat(9_995) + "\n");
        look();
        Files.delete(access);
        look();
        assertThat(lost).containsExactly("GIVEN_UP 7", "GIVEN_UP 7", "GIVEN_UP 7");

        room = true;
        look();
        assertThat(lines).hasSize(1).first().asString().startsWith("xxx");
    }

    @Test
    void readsTheRestOfAGivenUpLogFromItsCompressedCopy() throws IOException {
        room = false;
        for (int i = 0; i < MOST_REMOVED + 2; i++) {
            append(access, "line " + i + "\n");
            look();
            compress(access, directory.resolve("access.log." + i + ".gz"));
            Files.delete(access);
            look();
            look();
        }
        assertThat(lost).isEmpty();
        room = true;
        for (int i = 0; i < 10; i++) {
            lookAfter(Duration.ofSeconds(8));
        }

        assertThat(lines).containsExactlyInAnyOrder("line 0", "line 1", "line 2", "line 3");
        assertThat(lost).isEmpty();
    }

    /// The names are listed first and looked at one by one: `access.log.1.gz` is no more, `access.log.2.gz` not yet.
    @Test
    void shipsACompressedLogOnceThoughALookMissesItWhileItIsRenamed() throws IOException {
        append(access, "one\n");
        look();
        Path copy = directory.resolve("access.log.1.gz");
        compress(access, copy);
        Files.writeString(access, "", UTF_8);
        look();
        look();
        Path between = directory.resolve("between");
        Files.move(copy, between);
        look();
        Files.move(between, directory.resolve("access.log.2.gz"));
        look();
        lookAfter(Duration.ofMinutes(2));

        assertThat(lines).containsExactly("one");
        assertThat(lost).isEmpty();
    }

    @Test
    void shipsACompressedLogOnceThoughALookMissesItBeforeTheReceiverAnswers() throws IOException {
        Path first = directory.resolve("access.log.1.gz");
        compress(Files.writeString(directory.resolve("text"), "one\n"), first);
        answers = false;
        look();
        look();
        Path between = Files.move(first, directory.resolve("between"));
        look();
        Files.move(between, directory.resolve("access.log.2.gz"));
        look();
        answer.run();
        for (int i = 0; i < 4; i++) {
            look();
        }

        assertThat(lines).containsExactly("one");
    }

    /// The names are listed before the log is renamed and compressed, and looked at after that.
    @Test
    void shipsALogOnceThatIsSeenOnlyAfterItsCompressedCopy() throws IOException {
        Path hidden = Files.writeString(directory.resolve("hidden"), "one\ntwo\n");
        compress(hidden, directory.resolve("access.log.1.gz"));
        look();
        look();
        append(hidden, "three\n");
        Files.setLastModifiedTime(hidden, Files.getLastModifiedTime(directory.resolve("access.log.1.gz")));
        Files.move(hidden, directory.resolve("access.log.1"));
        look();

        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void aLogSeenAfterItsCompressedCopyIsNotTakenForShippedWhileTheCopyIsUnderWay() throws IOException {
        answers = false;
        Path plain = directory.resolve("access.log.1");
        Files.writeString(plain, "one\ntwo\n");
        Path hidden = Files.move(plain, directory.resolve("hidden"));
        compress(hidden, directory.resolve("access.log.1.gz"));
        look();
        look(); // the copy is read, and not acknowledged
        Files.move(hidden, plain);
        look();
        Files.delete(plain);
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        lines.clear();
        follower = follower();
        follower.restore(checkpoint);
        look();

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void aLogSeenAfterItsCompressedCopyIsNotShippedAgainThoughBothAreGoneBeforeItsTurn() throws IOException {
        Path plain = directory.resolve("access.log.1");
        Path compressed = directory.resolve("access.log.1.gz");
        Files.writeString(plain, "one\ntwo\n");
        Path hidden = Files.move(plain, directory.resolve("hidden"));
        compress(hidden, compressed);
        look();
        look();
        Files.move(hidden, plain);
        Files.setLastModifiedTime(plain, Files.getLastModifiedTime(compressed));
        follower.sweep(); // it is opened, and others are read before it
        Files.delete(plain);
        Files.delete(compressed);
        look();

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void takesNoNewLogForAnOldOneThatBeganTheSame() throws IOException {
        Path old = Files.writeString(directory.resolve("old"), "started\n");
        Path compressed = directory.resolve("access.log.1.gz");
        compress(old, compressed);
        look();
        append(access, "started\n");
        Files.setLastModifiedTime(
                access,
                FileTime.from(Files.getLastModifiedTime(compressed).toInstant().plusMillis(10)));
        look();

        assertThat(lines).containsExactly("started", "started");
    }

    /// How many files below the directory this process has open.
    private long openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(this::isOneOfOurs).count();
        }
    }

    private boolean isOneOfOurs(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(directory);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private Path log(int number) {
        return directory.resolve("site-%04d.log".formatted(number));
    }

    @Test
    void ofAThousandLogsOnlyTheBusyOnesStayOpenAndEachIsReadOnWhereItWasLeft() throws IOException {
        for (int i = 0; i < 1000; i++) {
            append(log(i), "first of " + i + "\n");
        }
        look();
        assertThat(openFiles()).isEqualTo(1000);
        lookAfter(Duration.ofSeconds(80));
        for (int i = 0; i < 3; i++) {
            append(log(i), "busy " + i + "\n");
        }
        lookAfter(Duration.ofSeconds(20));
        lookAfter(Duration.ofSeconds(1));
        assertThat(openFiles()).isEqualTo(MOST_IDLE);
        assertThat(lines).hasSize(1003);

        lines.clear();
        append(log(500), "second of 500\n");
        Files.move(log(600), log(6000));
        append(log(6000), "second of 600\n");
        Files.writeString(log(700), "new of 700, longer than the first\n");
        Files.delete(log(800));
        append(log(800), "new of 800\n");
        Files.delete(log(900));
        look();
        lookAfter(Duration.ofSeconds(11));

        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "second of 500", "second of 600", "new of 700, longer than the first", "new of 800");
        assertThat(lost).isEmpty();
        lookAfter(Duration.ofSeconds(91));
        assertThat(openFiles()).isEqualTo(MOST_IDLE);
    }

    @Test
    void aRestingLogGoesOnAfterARestartAndIsNotShippedAgain() throws IOException {
        for (int i = 0; i < 10; i++) {
            append(log(i), "first of " + i + "\n");
        }
        look();
        lookAfter(Duration.ofSeconds(91));
        assertThat(openFiles()).isEqualTo(MOST_IDLE);
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        lines.clear();
        append(log(5), "second of 5\n");
        follower = follower();
        follower.restore(checkpoint);
        look();

        assertThat(lines).containsExactly("second of 5");
    }

    @Test
    void aRestingLogThatOneLookMissesIsKnownToTheCheckpointOnceAndNoLossIsReportedWhenItIsDeleted() throws IOException {
        for (int i = 0; i < 10; i++) {
            append(log(i), "first of " + i + "\n");
        }
        look();
        lookAfter(Duration.ofSeconds(91));
        Path hidden = directory.resolve("hidden");
        for (int i = 0; i < 10; i++) {
            Files.move(log(i), hidden);
            follower.sweep();
            Files.move(hidden, log(i + 100));
        }
        follower.sweep(); // found again, and not a byte is read by then
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        for (int i = 0; i < 10; i++) {
            Files.delete(log(i + 100));
        }
        follower = follower();
        follower.restore(checkpoint);
        look();
        lookAfter(Duration.ofSeconds(11));

        assertThat(checkpoint.entries()).hasSize(10);
        assertThat(lost).isEmpty();
    }

    @Test
    void forgetsACompressedLogOnceItIsGoneForLong() throws IOException {
        compress(Files.writeString(directory.resolve("text"), "one\n"), directory.resolve("access.log.1.gz"));
        look();
        look();
        assertThat(follower.checkpoint().archives()).hasSize(1);
        Files.delete(directory.resolve("access.log.1.gz"));
        look();
        assertThat(follower.checkpoint().archives()).hasSize(1);
        lookAfter(Duration.ofSeconds(61));

        assertThat(follower.checkpoint().archives()).isEmpty();
        assertThat(lines).containsExactly("one");
    }

    private static void compress(Path file, Path into) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(into))) {
            Files.copy(file, out);
        }
    }

    @Test
    void saysAfterAKillWhatOfATruncatedLogWasUnderWayHoweverLongAgo() throws IOException {
        answers = false;
        append(access, "one\ntwo\n");
        look();
        Files.writeString(access, "", UTF_8);
        look();
        lookAfter(Duration.ofSeconds(11)); // no copy shows up: what was read is all that is left of it
        assertThat(lost).isEmpty();
        Checkpoint checkpoint = follower.checkpoint();
        follower.close();
        follower = follower();
        follower.restore(checkpoint);
        look();
        lookAfter(Duration.ofSeconds(11));

        assertThat(lost).containsExactly("TRUNCATED 8");
    }

    @Test
    void saysWhatIsLostWhenALogIsTruncatedBeforeItWasRead() throws IOException {
        room = false;
        append(access, "one\ntwo\n");
        look();
        Files.writeString(access, "", UTF_8);
        append(access, "three\n");
        look();
        assertThat(lost).isEmpty(); // a copy may show up
        lookAfter(Duration.ofSeconds(11));

        assertThat(lost).containsExactly("TRUNCATED 8");
    }
}
