package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/// A log that is rotated and compressed as fast as it goes, as logrotate does it, while the follower looks all the
/// time:
/// every rename may fall between the listing of the names and the look at one of them.
///
/// `-Drotations.rounds=N` for more of it.
final class CompressedRotationsTest {
    private static final int ROTATIONS = 40;
    private static final int LINES = 10;

    @TempDir
    private Path directory;

    private final List<String> lost = new ArrayList<>();

    @BeforeAll
    static void beQuiet() {
        Logging.configure(Level.ERROR, LogFormat.LOGFMT); // thousands of rotations are no news
    }

    @AfterAll
    static void logAgain() {
        Logging.configure(Level.INFO, LogFormat.LOGFMT);
    }

    @Test
    void eachLineIsShippedOnceHoweverTheRotationsFallBetweenTheLooks() throws Exception {
        int rounds = Integer.getInteger("rotations.rounds", 10);
        try (ExecutorService rotator = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < rounds; round++) {
                Path logs = Files.createDirectory(directory.resolve("round-" + round));
                Rotating log = new Rotating(logs.resolve("access.log"), new Random(round));
                Looking follower = new Looking(logs, new Random(-round));
                Future<?> rotations = rotator.submit(() -> {
                    log.write();
                    return null;
                });
                while (!rotations.isDone()) {
                    follower.look();
                }
                rotations.get();
                follower.settle();
                assertThat(minus(log.written, follower.lines))
                        .as("missing, round %d", round)
                        .isEmpty();
                assertThat(minus(follower.lines, log.written))
                        .as("repeated, round %d", round)
                        .isEmpty();
                assertThat(lost).as("told as lost, round %d", round).isEmpty();
            }
        }
    }

    private static List<String> minus(List<String> lines, List<String> others) {
        List<String> rest = new ArrayList<>(lines);
        others.forEach(rest::remove);
        return rest;
    }

    /// A server that writes, and logrotate with `create` and `compress`.
    private static final class Rotating {
        private final List<String> written = new ArrayList<>();
        private final Path path;
        private final Random random;

        Rotating(Path path, Random random) {
            this.path = path;
            this.random = random;
        }

        void write() throws IOException {
            for (int i = 0; i < ROTATIONS; i++) {
                try (FileChannel log = FileChannel.open(path, CREATE, WRITE, APPEND)) {
                    lines(log);
                    for (int j = i; j >= 1; j--) {
                        Path from = path.resolveSibling("access.log." + j + ".gz");
                        Files.move(from, path.resolveSibling("access.log." + (j + 1) + ".gz"));
                    }
                    Files.move(path, path.resolveSibling("access.log.1"));
                    if (random.nextInt(3) == 0) {
                        lines(log); // until it is told to open its log anew
                    }
                }
                Files.createFile(path);
                compress(path.resolveSibling("access.log.1"));
            }
        }

        private void lines(FileChannel log) throws IOException {
            for (int i = 0; i < LINES; i++) {
                String line = "line %06d".formatted(written.size());
                written.add(line);
                log.write(ByteBuffer.wrap((line + "\n").getBytes(US_ASCII)));
            }
        }

        private void compress(Path log) throws IOException {
            Path compressed = log.resolveSibling(log.getFileName() + ".gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed, CREATE_NEW, WRITE))) {
                Files.copy(log, out);
            }
            Files.setLastModifiedTime(compressed, Files.getLastModifiedTime(log));
            Files.delete(log);
        }
    }

    /// A follower whose lines are acknowledged some time later.
    private final class Looking implements LineConsumer, FileEvents {
        private record Sent(Generation generation, long from, Mark to) {}

        private final List<String> lines = new ArrayList<>();
        private final Deque<Sent> sent = new ArrayDeque<>();
        private final Random random;
        private final Follower follower;
        private Duration passed = Duration.ZERO;

        Looking(Path logs, Random random) {
            this.random = random;
            this.follower = new Follower(
                    new FollowSettings(
                            List.of(logs + "/*.log*"),
                            List.of(),
                            false,
                            Duration.ZERO,
                            1000,
                            false,
                            Duration.ofMinutes(1),
                            new FollowSettings.Idle(Duration.ofMinutes(5), FollowSettings.Idle.MOST_OPEN),
                            LineRules.plain(),
                            new FollowSettings.RemovedLimits(1000, Long.MAX_VALUE)),
                    this,
                    this,
                    () -> Instant.now().plus(passed));
        }

        void look() {
            follower.sweep();
            boolean more = true;
            while (more) {
                more = follower.read();
            }
            while (!sent.isEmpty() && random.nextBoolean()) {
                acknowledge();
            }
        }

        private void acknowledge() {
            Sent oldest = sent.remove();
            oldest.generation().acknowledge(oldest.from(), oldest.to());
        }

        void settle() {
            for (int i = 0; i < 2 * ROTATIONS; i++) {
                look();
                while (!sent.isEmpty()) {
                    acknowledge();
                }
                passed = passed.plusSeconds(3);
            }
            follower.close();
        }

        @Override
        public boolean hasRoom(int lineBytes) {
            return random.nextInt(50) > 0;
        }

        @Override
        public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
            lines.add(new String(bytes, from, to - from, US_ASCII));
        }

        @Override
        public void skippedLine(Generation generation, long bytes) {}

        @Override
        public void endRange(Generation generation, long from, Mark to) {
            sent.add(new Sent(generation, from, to));
        }

        @Override
        public void rotated() {}

        @Override
        public void truncated() {}

        @Override
        public void lost(Loss cause, long bytes) {
            lost.add(cause + " " + bytes);
        }
    }
}
