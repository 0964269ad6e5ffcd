package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.follow.Checkpoint;
import io.podhelpers.logshipper.follow.Survey;
import io.podhelpers.logshipper.model.ModelLog.Content;
import io.podhelpers.logshipper.sink.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Two logs, a shipper, a receiver, mostly a file of dead letters, and chance. It knows every line that was written,
/// where
/// its bytes are, and what the receiver got; at the end each line is accounted for: shipped, filtered, a dead letter,
/// or
/// reported as lost.
final class ModelWorld {
    private static final int MOST_ROTATED = 3;
    private static final Instant STAMPS = Instant.parse("2026-11-22T00:00:00Z");

    private final Random random;
    private final Path logs;
    private final Path state;
    private final ModelClock clock = new ModelClock();
    private final Map<String, Written> lines = new LinkedHashMap<>();
    private final List<ModelLog> writers = new ArrayList<>();
    /// What is under each name now.
    private final Map<Path, Content> disk = new HashMap<>();
    private final Map<Integer, Integer> lastPlace = new HashMap<>();
    private final List<String> journal = new ArrayList<>();
    private final Set<String> unknown = new HashSet<>();
    private final ModelReceiver receiver;
    private final Optional<ModelReceiver> deadLetters;
    private final boolean inOrder;
    private ModelShipper shipper;
    private boolean running = true;
    private int contents;
    private int lineNumber;
    private int stamps;
    private long reportedBytes;
    private final Map<Integer, Content> known = new HashMap<>();

    ModelWorld(long seed, Path directory) throws IOException {
        random = new Random(seed);
        logs = Files.createDirectories(directory.resolve("logs"));
        state = directory.resolve("state/checkpoint");
        Random receivers = new Random(~seed); // the logs' fate does not hang on the receiver's
        inOrder = receivers.nextInt(4) > 0;
        receiver = new ModelReceiver(receivers, !inOrder);
        deadLetters = receivers.nextInt(8) > 0 ? Optional.of(ModelReceiver.ofDeadLetters(receivers)) : Optional.empty();
        shipper = newShipper();
        for (String name : new String[] {"access.log", "error.log"}) {
            ModelLog writer = new ModelLog(logs.resolve(name), this, random);
            writers.add(writer);
            disk.put(writer.path, writer.content);
        }
    }

    private ModelShipper newShipper() throws IOException {
        return new ModelShipper(logs, state, clock, receiver, deadLetters.map(Sink.class::cast));
    }

    Content newContent() {
        Content content = new Content(contents++);
        known.put(content.number, content);
        return content;
    }

    int nextLine() {
        return lineNumber++;
    }

    void wrote(Written line) {
        lines.put(line.text, line);
    }

    /// Does some random things.
    void live(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /// Gives a file the time of the world: scans sort by it, and a seed must go the same way each time.
    void stamp(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(STAMPS.plusMillis(stamps++)));
    }

    private void step() throws IOException {
        ModelLog writer = writers.get(random.nextInt(writers.size()));
        int dice = random.nextInt(100);
        if (dice < 25) {
            note("write", writer);
            writer.writeLines(1 + random.nextInt(12));
            tell(writer.path);
        } else if (dice < 31) {
            note("part", writer);
            writer.writePart();
            tell(writer.path);
        } else if (dice < 36) {
            rotate(writer);
        } else if (dice < 41) {
            copyTruncate(writer);
        } else if (dice < 43) {
            truncate(writer);
        } else if (dice < 45) {
            deleteAndRecreate(writer);
        } else if (dice < 47) {
            kill();
        } else if (dice < 49) {
            compress(writer);
        } else if (!running) {
            start();
        } else {
            shipperStep(dice);
        }
    }

    private void shipperStep(int dice) throws IOException {
        if (dice < 60) {
            note("sweep");
            sweep();
        } else if (dice < 75) {
            note("read");
            read();
        } else if (dice < 80) {
            shipper.flush();
        } else if (dice < 92) {
            deliver(true);
        } else if (dice < 94) {
            deliver(false);
        } else if (dice < 98) {
            checkpoint();
        } else {
            Duration duration = Duration.ofMillis(random.nextInt(9000));
            note("pass " + duration.toMillis() + "ms");
            clock.pass(duration);
        }
    }

    /// As inotify would, most of the time.
    private void tell(Path path) {
        if (running && random.nextInt(3) > 0) {
            shipper.modified(path);
        }
    }

    // --- what happens to the logs

    private void rotate(ModelLog writer) throws IOException {
        note("rotate", writer);
        shiftRotated(writer.path);
        move(writer.path, rotated(writer.path, 1));
        writer.renamed(rotated(writer.path, 1));
        if (random.nextBoolean()) {
            writer.writeLines(random.nextInt(3)); // the old worker's last lines
        }
        writer.reopen();
        disk.put(writer.path, writer.content);
    }

    private void shiftRotated(Path path) throws IOException {
        remove(rotated(path, MOST_ROTATED));
        remove(gzip(rotated(path, MOST_ROTATED)));
        for (int i = MOST_ROTATED - 1; i >= 1; i--) {
            move(rotated(path, i), rotated(path, i + 1));
            move(gzip(rotated(path, i)), gzip(rotated(path, i + 1)));
        }
    }

    /// As logrotate's `delaycompress` does: the writer has let go of the file. The bytes are in the compressed one.
    private void compress(ModelLog writer) throws IOException {
        Path path = rotated(writer.path, 1 + random.nextInt(MOST_ROTATED));
        Content content = disk.remove(path);
        if (content == null) {
            return;
        }
        note("compress " + path.getFileName());
        boolean unlisted = random.nextInt(4) == 0;
        Path plain = unlisted ? Files.move(path, hidden(path)) : path;
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            Files.copy(plain, out);
        }
        byte[] bytes = compressed.toByteArray();
        int half = random.nextInt(bytes.length);
        Files.write(gzip(path), Arrays.copyOf(bytes, half));
        stamp(gzip(path));
        mayLook("at half a compressed log");
        Files.write(gzip(path), bytes);
        stamp(gzip(path));
        disk.put(gzip(path), content);
        content.lines.forEach(line -> line.files++);
        mayLook("at both");
        if (unlisted) {
            Files.move(plain, path);
            Files.setLastModifiedTime(path, Files.getLastModifiedTime(gzip(path)));
            mayLook("at both again");
        }
        Files.delete(path);
    }

    /// A scan lists the names and then looks at them one by one: what is renamed meanwhile is under none.
    private static Path hidden(Path path) {
        return path.resolveSibling("." + path.getFileName());
    }

    private void mayLook(String what) throws IOException {
        if (running && random.nextInt(3) == 0) {
            note("look " + what);
            sweep();
            read();
        }
    }

    private static Path gzip(Path path) {
        return path.resolveSibling(path.getFileName() + ".gz");
    }

    private static Path rotated(Path path, int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private void move(Path from, Path to) throws IOException {
        Content content = disk.remove(from);
        if (content != null) {
            Files.move(from, hidden(from), StandardCopyOption.ATOMIC_MOVE);
            if (random.nextInt(4) == 0) {
                mayLook("while " + from.getFileName() + " is renamed");
            }
            Files.move(hidden(from), to, StandardCopyOption.ATOMIC_MOVE);
            disk.put(to, content);
        }
    }

    private void copyTruncate(ModelLog writer) throws IOException {
        note("copytruncate", writer);
        writer.endLine();
        shiftRotated(writer.path);
        Path copy = rotated(writer.path, 1);
        Files.copy(writer.path, copy);
        stamp(copy);
        disk.put(copy, writer.content.copy());
        if (running && random.nextInt(3) == 0) {
            note("between copy and truncation");
            sweep();
            read();
        }
        writer.truncate();
        disk.put(writer.path, writer.content);
        if (random.nextBoolean()) {
            writer.writeLines(random.nextInt(40)); // it may grow past the old offset before anybody looks
        }
    }

    private void truncate(ModelLog writer) throws IOException {
        note("truncate", writer);
        writer.endLine();
        cutOff(writer.content, false);
        writer.truncate();
        disk.put(writer.path, writer.content);
        if (random.nextBoolean()) {
            writer.writeLines(random.nextInt(40));
        }
    }

    private void deleteAndRecreate(ModelLog writer) throws IOException {
        note("delete", writer);
        writer.endLine();
        remove(writer.path);
        writer.reopen();
        disk.put(writer.path, writer.content);
    }

    private void remove(Path path) throws IOException {
        Content content = disk.remove(path);
        if (content == null) {
            return;
        }
        boolean held = running && shipper.held(path).isPresent();
        Files.delete(path);
        cutOff(content, held);
    }

    /// The bytes are under no name any more; what the shipper has read, or can still read, it may ship.
    private void cutOff(Content content, boolean held) {
        for (Written line : content.lines) {
            if (line.acknowledged || isElsewhere(line, content)) {
                continue;
            }
            if (running && (held || shipper.hasRead(line.text))) {
                line.fragile = true;
            } else {
                line.gone = true;
            }
        }
    }

    private boolean isElsewhere(Written line, Content but) {
        return disk.values().stream().anyMatch(content -> content != but && content.lines.contains(line));
    }

    // --- what the shipper and the receiver do

    /// @param answered if not, the receiver has taken what it does not refuse, and the shipper does not know
    private void deliver(boolean answered) {
        if (!shipper.hasBatch()) {
            return;
        }
        note(answered ? "deliver" : "lose the answer");
        List<String> batch = shipper.nextBatch();
        if (!answered) {
            batch.stream().filter(line -> !Written.isRefused(line)).forEach(line -> receive(line, false, true));
            return;
        }
        shipper.deliverNext();
        receiver.fetch().forEach(line -> receive(line, true, inOrder));
        List<String> refused = batch.stream().filter(Written::isRefused).toList();
        List<String> buried = deadLetters.map(ModelReceiver::fetch).orElse(refused); // without it they are told as lost
        check(List.copyOf(buried).equals(refused), "dead letters: " + buried + " (expected: " + refused + ")");
        buried.forEach(line -> receive(line, true, false));
        filteredAreOver();
        booksBalance();
    }

    private void read() {
        shipper.read();
        filteredAreOver();
    }

    private void filteredAreOver() {
        shipper.fetchFiltered().forEach(line -> receive(line, true, false));
    }

    /// What is read is shipped, filtered, a dead letter, lost or under way.
    private void booksBalance() {
        ModelCounts counts = shipper.counts;
        boolean lossesAreLegal = counts.lostLines == 0 || deadLetters.isEmpty();
        check(
                counts.inFlight() >= shipper.linesUnderWay() && lossesAreLegal,
                "books: " + counts + ", in batches: " + shipper.linesUnderWay());
    }

    private void receive(String body, boolean answered, boolean ordered) {
        Written line = lines.get(body);
        if (line == null) {
            unknown.add(body);
            return;
        }
        line.received++;
        if (line.received == 1) {
            Integer last = lastPlace.merge(line.content, line.place, Math::max);
            check(!ordered || last == line.place, "out of order: " + line + " after line " + last);
        } else {
            check(line.mayComeAgain, "received twice: " + line);
        }
        line.mayComeAgain = line.mayComeAgain || !answered;
        line.acknowledged = line.acknowledged || answered;
        line.acknowledgedInThisLife = line.acknowledgedInThisLife || answered;
    }

    private void sweep() {
        shipper.sweep();
        disk.forEach((path, content) -> {
            if (!path.toString().endsWith(".gz")) {
                content.seen();
            }
        });
    }

    private void checkpoint() throws IOException {
        note("checkpoint");
        known.values().forEach(Content::saved);
        Checkpoint checkpoint = shipper.checkpoint();
        shipper.save(checkpoint);
        lines.values().forEach(line -> line.settled = line.settled || line.acknowledgedInThisLife);
    }

    private void kill() {
        if (!running) {
            return;
        }
        note("kill");
        running = false;
        shipper.kill();
        noMoreIsReportedThanMayBeLost();
        reportedBytes += shipper.counts.lostBytes;
        known.values().forEach(Content::killed);
        for (Written line : lines.values()) {
            line.acknowledgedInThisLife = false;
            if (!line.settled) {
                line.mayComeAgain = true;
            }
            if (line.fragile && !line.acknowledged) {
                line.gone = true;
            }
        }
    }

    private void start() throws IOException {
        note("start");
        shipper = newShipper();
        running = true;
    }

    /// Lets the shipper come to rest and accounts for every line.
    void settle() throws IOException {
        note("settle");
        for (ModelLog writer : writers) {
            writer.endLine();
        }
        if (random.nextBoolean()) {
            kill();
        }
        if (!running) {
            verifyAgrees();
            start();
        }
        for (int i = 0; i < 4; i++) {
            sweep();
            for (Path path : List.copyOf(disk.keySet())) {
                shipper.modified(path);
            }
            readAll();
            clock.pass(Duration.ofSeconds(6));
        }
        check(shipper.isIdle(), "the shipper is not idle");
        check(shipper.counts.inFlight() == 0, "books at rest: " + shipper.counts);
        for (Written line : lines.values()) {
            check(line.received > 0 || !line.mustArrive(), "missing: " + line);
        }
        check(unknown.isEmpty(), "received, but never written: " + unknown);
        lossesAreReported();
        noMoreIsReportedThanMayBeLost();
        checkpoint();
        kill();
        verifyAgrees();
        restartShipsNothing();
    }

    /// What `--verify` says is unshipped is what the model knows to be.
    private void verifyAgrees() throws IOException {
        Survey survey = ModelShipper.verify(logs, state, clock);
        long expected = 0;
        for (Content content : new HashSet<>(disk.values())) {
            expected += content.bytes - content.settledBytes();
        }
        check(
                survey.unshippedBytes() == expected,
                "verify: " + survey.unshippedBytes() + " bytes unshipped (expected: " + expected + ") " + survey);
    }

    /// Bytes that the shipper saw and that never arrived are bytes that it said were lost.
    private void lossesAreReported() {
        List<Written> lost = lines.values().stream()
                .filter(line -> line.received == 0)
                .filter(line -> line.end <= contentOf(line).seenBytes())
                .toList();
        long lostBytes = lost.stream().mapToLong(Written::bytes).sum();
        long reported = reportedBytes + shipper.counts.lostBytes;
        check(
                reported >= lostBytes,
                "lost: " + lostBytes + " bytes that were seen, reported: " + reported + " " + lost);
    }

    /// What a shipper says is lost has not arrived, or cannot be known to have: the answer was lost, or the checkpoint.
    /// A copy that was seen and not read counts as a log of its own.
    private void noMoreIsReportedThanMayBeLost() {
        long most = lines.values().stream()
                .mapToLong(line -> {
                    boolean mayBeLost = !line.acknowledgedInThisLife && !line.settled;
                    return (long) line.bytes() * (mayBeLost ? line.files : line.files - 1);
                })
                .sum();
        check(
                shipper.counts.lostBytes <= most,
                "reported lost: " + shipper.counts.lostBytes + " bytes (expected: at most " + most + ")");
    }

    private Content contentOf(Written line) {
        return Objects.requireNonNull(known.get(line.content));
    }

    private void readAll() {
        boolean more = true;
        while (more) {
            more = shipper.read();
            filteredAreOver();
            shipper.flush();
            more |= shipper.hasBatch();
            while (shipper.hasBatch()) {
                deliver(true);
            }
        }
    }

    private void restartShipsNothing() throws IOException {
        for (Written line : lines.values()) {
            line.mayComeAgain = false;
        }
        start();
        sweep();
        readAll();
        clock.pass(Duration.ofSeconds(6));
        sweep();
        readAll();
    }

    void close() throws IOException {
        shipper.kill();
        for (ModelLog writer : writers) {
            writer.close();
        }
        try (Stream<Path> files = Files.walk(logs.getParent())) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    // --- telling

    private void note(String what, ModelLog writer) {
        note(what + " " + writer.path.getFileName());
    }

    private void note(String what) {
        if (Long.getLong("model.seed", -1) >= 0) {
            System.out.println("model: " + what);
        }
        journal.add(what);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\nshipper: " + shipper.state() + "\njournal: " + journal);
        }
    }
}
