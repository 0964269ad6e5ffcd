package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.deliver.Batch;
import io.podhelpers.logshipper.deliver.BatchSettings;
import io.podhelpers.logshipper.deliver.Batcher;
import io.podhelpers.logshipper.deliver.Courier;
import io.podhelpers.logshipper.deliver.LinePipeline;
import io.podhelpers.logshipper.deliver.RetrySettings;
import io.podhelpers.logshipper.follow.Checkpoint;
import io.podhelpers.logshipper.follow.CheckpointStore;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.logshipper.follow.Follower;
import io.podhelpers.logshipper.follow.Generation;
import io.podhelpers.logshipper.follow.Identity;
import io.podhelpers.logshipper.follow.LineConsumer;
import io.podhelpers.logshipper.follow.LineRules;
import io.podhelpers.logshipper.follow.Mark;
import io.podhelpers.logshipper.follow.Survey;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.Sink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The shipper's stations from Discovery to Batcher, moved by hand: nothing happens between two calls. Each batch that
/// is
/// delivered goes through a real courier, which is waited for.
final class ModelShipper {
    private static final RetrySettings RETRIES = new RetrySettings(Duration.ofNanos(1), Duration.ofNanos(1), 0);
    private static final int LONGEST_LINE = 1000; // the read buffer is then as small as it can be

    private final Deque<Batch> sent = new ArrayDeque<>();
    private final Batcher batcher;
    private final Follower follower;
    private final CheckpointStore store;
    private final Set<String> linesRead = new HashSet<>();
    private final List<Filtered> filtered = new ArrayList<>();
    private final BlockingQueue<Batch> done = new ArrayBlockingQueue<>(1);
    private final Courier courier;
    private boolean courierRuns;
    final ModelCounts counts = new ModelCounts();

    /// A line that is not shipped, and where it ends in its content.
    private record Filtered(String text, Generation generation, long end) {}

    /// @param deadLetters takes what the receiver refuses; without it that is lost
    ModelShipper(Path logs, Path state, ModelClock clock, Sink receiver, Optional<Sink> deadLetters)
            throws IOException {
        FollowSettings settings = new FollowSettings(
                List.of(logs + "/*.log*"),
                List.of(),
                false,
                Duration.ZERO,
                LONGEST_LINE,
                false,
                Duration.ofMinutes(1),
                new FollowSettings.Idle(Duration.ofSeconds(4), 2),
                LineRules.plain(),
                new FollowSettings.RemovedLimits(1000, Long.MAX_VALUE));
        batcher = new Batcher(new BatchSettings(7, 4096, Duration.ofMillis(20), 3), sent::add, clock::nanos);
        courier = new Courier(receiver, deadLetters, RETRIES, 3, counts, done::add, new Random(0));
        LinePipeline lines =
                new LinePipeline(new Parsers("none", ""), Written.filters(), ZoneOffset.UTC, Map.of(), batcher, counts);
        follower = new Follower(settings, new Noting(lines), counts, clock);
        store = new CheckpointStore(state, false);
        store.load().ifPresent(follower::restore);
    }

    /// What `--verify` would say of these logs.
    static Survey verify(Path logs, Path state, ModelClock clock) throws IOException {
        Sink nothing = new ModelReceiver(new Random(0), false);
        ModelShipper nobody = new ModelShipper(logs, state, clock, nothing, Optional.empty());
        try {
            return nobody.follower.survey();
        } finally {
            nobody.kill();
        }
    }

    void sweep() {
        follower.sweep();
    }

    boolean read() {
        return follower.read();
    }

    void flush() {
        batcher.flushIfDue(true);
    }

    void modified(Path path) {
        follower.modified(path);
    }

    /// What the oldest batch that is under way has in it.
    List<String> nextBatch() {
        Batch batch = sent.peek();
        return batch == null ? List.of() : bodies(batch.records());
    }

    boolean hasBatch() {
        return !sent.isEmpty();
    }

    /// Lets the courier deliver the oldest batch, whatever the receiver says, and waits for it.
    void deliverNext() {
        if (!courierRuns) {
            Thread.ofVirtual().start(courier);
            courierRuns = true;
        }
        courier.send(sent.remove());
        try {
            Batch batch = Objects.requireNonNull(done.poll(60, TimeUnit.SECONDS), "the courier is not done");
            batcher.recycle(batch);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the courier delivers", e);
        }
    }

    /// The filtered lines that were acknowledged since the last call.
    List<String> fetchFiltered() {
        List<String> acknowledged = new ArrayList<>();
        filtered.removeIf(line -> {
            boolean acked = line.generation().acked().offset() >= line.end();
            if (acked) {
                acknowledged.add(line.text());
            }
            return acked;
        });
        return acknowledged;
    }

    private static List<String> bodies(Records records) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < records.count(); i++) {
            bodies.add(ModelReceiver.body(records, i));
        }
        return bodies;
    }

    /// Lines that wait in batches.
    long linesUnderWay() {
        return sent.stream().mapToLong(batch -> batch.records().count()).sum();
    }

    boolean isIdle() {
        return batcher.isIdle();
    }

    Checkpoint checkpoint() {
        return follower.checkpoint();
    }

    void save(Checkpoint checkpoint) throws IOException {
        store.save(checkpoint);
    }

    String state() {
        return follower.files().toString();
    }

    /// Whether this shipper, in its life, has read that line.
    boolean hasRead(String line) {
        return linesRead.contains(line);
    }

    /// What the shipper knows of the file that has this name now, if it holds it open.
    Optional<FileState> held(Path path) throws IOException {
        Identity identity = Identity.of(path);
        return follower.files().stream()
                .filter(file -> file.identity().equals(identity) && !file.resting())
                .findFirst();
    }

    /// As `kill -9` would: nothing is flushed, nothing is saved.
    void kill() {
        follower.close();
        if (courierRuns) {
            courier.stop();
        }
    }

    /// Notes every line on its way.
    private final class Noting implements LineConsumer {
        private final LineConsumer next;

        Noting(LineConsumer next) {
            this.next = next;
        }

        @Override
        public boolean hasRoom(int lineBytes) {
            return next.hasRoom(lineBytes);
        }

        @Override
        public void line(Generation generation, long offset, byte[] bytes, int from, int to) {
            String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
            linesRead.add(text);
            if (Written.isFiltered(text)) {
                filtered.add(new Filtered(text, generation, offset + text.length()));
            }
            next.line(generation, offset, bytes, from, to);
        }

        @Override
        public void skippedLine(Generation generation, long bytes) {
            next.skippedLine(generation, bytes);
        }

        @Override
        public void endRange(Generation generation, long from, Mark to) {
            next.endRange(generation, from, to);
        }
    }
}
