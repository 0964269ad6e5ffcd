package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.deliver.Batch;
import io.podhelpers.logshipper.deliver.BatchSettings;
import io.podhelpers.logshipper.deliver.Batcher;
import io.podhelpers.logshipper.deliver.LineCounts;
import io.podhelpers.logshipper.deliver.LinePipeline;
import io.podhelpers.logshipper.follow.Checkpoint;
import io.podhelpers.logshipper.follow.CheckpointStore;
import io.podhelpers.logshipper.follow.FileEvents;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.logshipper.follow.Follower;
import io.podhelpers.logshipper.follow.Generation;
import io.podhelpers.logshipper.follow.Identity;
import io.podhelpers.logshipper.follow.LineConsumer;
import io.podhelpers.logshipper.follow.Mark;
import io.podhelpers.logshipper.parse.LineFilter;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.sink.Records;
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
import java.util.Optional;
import java.util.Set;

/// The shipper's stations from Discovery to Batcher, moved by hand: nothing happens between two calls.
final class ModelShipper implements LineCounts, FileEvents {
    private static final int LONGEST_LINE = 1000; // the read buffer is then as small as it can be

    private final Deque<Batch> sent = new ArrayDeque<>();
    private final Batcher batcher;
    private final Follower follower;
    private final CheckpointStore store;
    private final Set<String> linesRead = new HashSet<>();
    long lostBytes;
    long lostLines;

    ModelShipper(Path logs, Path state, ModelClock clock) throws IOException {
        FollowSettings settings = new FollowSettings(
                List.of(logs + "/*.log*"), List.of(), false, Duration.ZERO, LONGEST_LINE, false, Duration.ofMinutes(1));
        batcher = new Batcher(new BatchSettings(7, 4096, Duration.ofMillis(20), 3), sent::add, clock::nanos);
        LinePipeline lines = new LinePipeline(
                new Parsers("none", ""), new LineFilter(List.of(), List.of()), ZoneOffset.UTC, Map.of(), batcher, this);
        follower = new Follower(settings, new Noting(lines), this, clock);
        store = new CheckpointStore(state, false);
        store.load().ifPresent(follower::restore);
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

    void acknowledgeNext() {
        Batch batch = sent.remove();
        batch.delivered();
        batcher.recycle(batch);
    }

    private static List<String> bodies(Records records) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < records.count(); i++) {
            int from = records.from(i);
            String json = new String(records.bytes(), from, records.to(i) - from, StandardCharsets.UTF_8);
            int body = json.indexOf("\"body\":\"") + "\"body\":\"".length();
            bodies.add(json.substring(body, json.indexOf('"', body)));
        }
        return bodies;
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
                .filter(file -> file.identity().equals(identity))
                .findFirst();
    }

    /// As `kill -9` would: nothing is flushed, nothing is saved.
    void kill() {
        follower.close();
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
        public void line(Generation generation, byte[] bytes, int from, int to) {
            linesRead.add(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
            next.line(generation, bytes, from, to);
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

    @Override
    public void read(long lines, long bytes) {}

    @Override
    public void filtered(long lines) {}

    @Override
    public void unparsed(String parser, long lines) {}

    @Override
    public void shipped(long lines, long bytes) {}

    @Override
    public void deadLettered(long lines) {}

    @Override
    public void lost(LineCounts.Loss cause, long lines) {
        lostLines += lines;
    }

    @Override
    public void retried() {}

    @Override
    public void batch(Duration took) {}

    @Override
    public void rotated() {}

    @Override
    public void truncated() {}

    @Override
    public void lost(FileEvents.Loss cause, long bytes) {
        lostBytes += bytes;
    }
}
