package io.podhelpers.logshipper.model;

import io.podhelpers.logshipper.follow.Checkpoint;
import io.podhelpers.logshipper.model.ModelLog.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Two logs, a shipper, a receiver, and chance. It knows every line that was written, where its bytes are, and
/// what the
/// receiver got; at the end each line is accounted for.
final class ModelWorld {
    private static final int MOST_ROTATED = 3;

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
    private ModelShipper shipper;
    private boolean running = true;
    private int contents;
    private int lineNumber;

    ModelWorld(long seed, Path directory) throws IOException {
        random = new Random(seed);
        logs = Files.createDirectories(directory.resolve("logs"));
        state = directory.resolve("state/checkpoint");
        shipper = new ModelShipper(logs, state, clock);
        for (String name : new String[] {"access.log", "error.log"}) {
            ModelLog writer = new ModelLog(logs.resolve(name), this, random);
            writers.add(writer);
            disk.put(writer.path, writer.content);
        }
    }

    Content newContent() {
        return new Content(contents++);
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
            shipper.sweep();
        } else if (dice < 75) {
            note("read");
            shipper.read();
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

    /// As logrotate's `delaycompress` does: the writer has let go of the file. What the shipper has not seen
    /// in the
    /// file itself it does not look for in the compressed one.
    private void compress(ModelLog writer) throws IOException {
        Path path = rotated(writer.path, 1 + random.nextInt(MOST_ROTATED));
        Content content = disk.remove(path);
        if (content == null) {
            return;
        }
        note("compress " + path.getFileName());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip(path)))) {
            Files.copy(path, out);
        }
        boolean held = running && shipper.held(path).isPresent();
        Files.delete(path);
        disk.put(gzip(path), content);
        if (content.lines.stream().noneMatch(line -> line.settled)) {
            cutOff(content, held);
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
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            disk.put(to, content);
        }
    }

    private void copyTruncate(ModelLog writer) throws IOException {
        note("copytruncate", writer);
        writer.endLine();
        shiftRotated(writer.path);
        Path copy = rotated(writer.path, 1);
        Files.copy(writer.path, copy);
        disk.put(copy, writer.content.copy());
        if (running && random.nextInt(3) == 0) {
            note("between copy and truncation");
            shipper.sweep();
            shipper.read();
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

    private void deliver(boolean answered) {
        if (!shipper.hasBatch()) {
            return;
        }
        note(answered ? "deliver" : "lose the answer");
        for (String body : shipper.nextBatch()) {
            receive(body, answered);
        }
        if (answered) {
            shipper.acknowledgeNext();
        }
    }

    private void receive(String body, boolean answered) {
        Written line = lines.get(body);
        if (line == null) {
            unknown.add(body);
            return;
        }
        line.received++;
        if (line.received == 1) {
            Integer last = lastPlace.put(line.content, line.place);
            check(last == null || last < line.place, "out of order: " + line + " after line " + last);
        } else {
            check(line.mayComeAgain, "received twice: " + line);
        }
        line.mayComeAgain = line.mayComeAgain || !answered;
        line.acknowledged = line.acknowledged || answered;
        line.acknowledgedInThisLife = line.acknowledgedInThisLife || answered;
    }

    private void checkpoint() throws IOException {
        note("checkpoint");
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
        shipper = new ModelShipper(logs, state, clock);
        running = true;
    }

    /// Lets the shipper come to rest and accounts for every line.
    void settle() throws IOException {
        note("settle");
        for (ModelLog writer : writers) {
            writer.endLine();
        }
        if (!running) {
            start();
        }
        for (int i = 0; i < 4; i++) {
            shipper.sweep();
            for (Path path : List.copyOf(disk.keySet())) {
                shipper.modified(path);
            }
            readAll();
            clock.pass(Duration.ofSeconds(6));
        }
        check(shipper.isIdle(), "the shipper is not idle");
        for (Written line : lines.values()) {
            check(line.received > 0 || !line.mustArrive(), "missing: " + line);
        }
        check(unknown.isEmpty(), "received, but never written: " + unknown);
        checkpoint();
        restartShipsNothing();
    }

    private void readAll() {
        boolean more = true;
        while (more) {
            more = shipper.read();
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
        shipper.kill();
        start();
        shipper.sweep();
        readAll();
        clock.pass(Duration.ofSeconds(6));
        shipper.sweep();
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
        journal.add(what);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\nshipper: " + shipper.state() + "\njournal: " + journal);
        }
    }
}
