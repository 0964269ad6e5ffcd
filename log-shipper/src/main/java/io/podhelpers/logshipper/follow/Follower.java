package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.LineReader.Progress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps hold of every log file and reads what is new:
///
/// ```
/// Discovery → Newcomers → OpenLogs (FileTailer …) → LineReader → LineConsumer
///                 ↕ Lineage: whose content is it         ↓
///                                                     Closing
/// ```
///
/// [#sweep] looks at the directories and is the truth; [#modified] only says sooner where to read. One thread;
/// it never
/// waits.
public final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final FollowSettings settings;
    private final Discovery discovery;
    private final LineReader reader;
    private final LineConsumer out;
    private final long recordWaitNanos;
    private final FileEvents events;
    private final InstantSource clock;
    private final OpenLogs logs = new OpenLogs();
    private final Problems problems = new Problems();
    private final Lineage lineage;
    private final Newcomers newcomers;
    private final Closing closing;
    private Scan lastScan = new Scan(List.of(), Map.of(), Set.of(), false);
    private boolean firstSweep = true;
    private boolean fromEnd;
    private int next;
    private long lastGrowthNanos;

    public Follower(FollowSettings settings, LineConsumer out, FileEvents events, InstantSource clock) {
        this.settings = settings;
        this.discovery = settings.discovery();
        this.reader = settings.reader();
        this.out = out;
        this.recordWaitNanos = settings.lines().quiet().toNanos();
        this.events = events;
        this.clock = clock;
        this.lineage = new Lineage(logs.all(), events);
        this.newcomers = new Newcomers(settings, logs, lineage, problems, clock);
        this.closing = new Closing(settings, logs, lineage, problems, events, tailer -> read(tailer, true));
        this.fromEnd = settings.fromEnd();
    }

    /// Goes on where the checkpoint says; to be called before the first sweep.
    public void restore(Checkpoint checkpoint) {
        fromEnd = false;
        lineage.restore(checkpoint, nanos());
    }

    /// Reads standard input as well.
    public void follow(StreamBytes stream) throws IOException {
        logs.add(FileTailer.of(stream, nanos()));
        stream.start();
    }

    /// Whether standard input was all there was, has ended, and all of it is delivered.
    public boolean isOver() {
        return !settings.followsFiles() && logs.all().isEmpty();
    }

    /// Looks at the directories: what is new, renamed, truncated or gone.
    public void sweep() {
        long now = nanos();
        Scan scan = discovery.scan();
        lastScan = scan;
        lineage.archives().beginSweep();
        Set<Identity> seen = new HashSet<>();
        List<FoundFile> found = new ArrayList<>();
        for (FoundFile file : scan.files()) {
            seen.add(file.identity());
            FileTailer tailer = logs.find(file.identity());
            if (tailer == null || isAnother(tailer, file, now)) {
                found.add(file);
            } else {
                seen(tailer, file, now);
            }
        }
        if (scan.complete()) {
            for (FileTailer tailer : logs.files()) {
                if (!seen.contains(tailer.identity())) {
                    notSeen(tailer, now);
                }
            }
        }
        logs.all().forEach(this::checkContent);
        for (FoundFile file : found) {
            if (newcomers.open(file, now, firstSweep && fromEnd)) {
                lastGrowthNanos = now;
            }
        }
        problems.review(scan, logs);
        lineage.settle(now, scan.complete());
        closing.review(now);
        if (scan.complete()) {
            Set<Identity> compressed = new HashSet<>();
            for (FoundFile file : scan.files()) {
                if (file.isGzip()) {
                    compressed.add(file.identity());
                }
            }
            lineage.archives().retain(compressed, now);
        }
        firstSweep = false;
    }

    /// Whether a compressed log has the inode, and so the identity, of one that was deleted while it was closed.
    private boolean isAnother(FileTailer tailer, FoundFile file, long now) {
        if (tailer.isResting() && file.isGzip()) {
            logs.remove(tailer);
            lineage.replaced(tailer, now);
            return true;
        }
        return false;
    }

    private void seen(FileTailer tailer, FoundFile file, long now) {
        if (!tailer.path().equals(file.path())) {
            events.rotated();
            log.atInfo()
                    .addKeyValue("from", tailer.path())
                    .addKeyValue("to", file.path())
                    .log("log renamed");
            if (tailer.isResting()) {
                tailer.grew(now); // it may be removed next, while its writer still has it open
            }
        }
        if (tailer.seen(file, now)) {
            lastGrowthNanos = now;
        }
    }

    private void notSeen(FileTailer tailer, long now) {
        if (tailer.isResting()) {
            logs.remove(tailer);
            lineage.outOfSight(tailer, now);
            return;
        }
        boolean removed = !tailer.isRemoved();
        try {
            if (tailer.notSeen(now)) {
                lastGrowthNanos = now;
            }
        } catch (IOException e) {
            problems.tell(tailer.path(), "cannot be looked at: " + e.getMessage());
        }
        if (removed) {
            events.rotated();
            log.atInfo()
                    .addKeyValue("file", tailer.path())
                    .log("log removed or moved away, it is kept open until all of it is shipped");
        }
    }

    private void checkContent(FileTailer tailer) {
        if (tailer.isStream()) {
            return; // nobody can change what has come
        }
        try {
            FileTailer original = tailer.original();
            if (original != null) {
                lineage.checkWaiting(tailer, original);
            }
            if (!tailer.mayHaveMore() || !tailer.awaken()) {
                return;
            }
            if (lineage.isCutOff(tailer)) {
                cutOff(tailer);
            }
            tailer.learnHead();
            tailer.holdsContent();
        } catch (NoSuchFileException e) {
            log.atDebug().addKeyValue("file", e.getFile()).log("renamed since the scan, the next one tells");
        } catch (IOException e) {
            problems.tell(tailer.path(), "cannot be read: " + e.getMessage());
        }
    }

    private void cutOff(FileTailer tailer) {
        events.truncated();
        log.atInfo()
                .addKeyValue("file", tailer.path())
                .addKeyValue("offset", tailer.generation().read().offset())
                .log("log truncated, it is read from its beginning");
        lineage.cutOff(tailer, nanos());
    }

    /// The file was written to, or something happened to a name: read there before the next sweep.
    public void modified(Path path) {
        for (FileTailer tailer : logs.all()) {
            if (tailer.path().equals(path)) {
                lastGrowthNanos = nanos();
                tailer.grew(lastGrowthNanos);
            }
        }
    }

    /// Reads from each file that may have more, a piece from each in turn.
    ///
    /// @return whether there may be more to read right now, and room for it
    public boolean read() {
        List<FileTailer> order = logs.all();
        boolean more = false;
        for (int i = 0; i < order.size(); i++) {
            FileTailer tailer = order.get((next + i) % order.size());
            if (!tailer.mayHaveMore() && !isRecordDue(tailer)) {
                continue;
            }
            switch (read(tailer, false)) {
                case AT_END -> tailer.caughtUp();
                case LATER -> {
                    // there still may be more, after the next sweep
                }
                case MOVED -> more = true;
                case NO_ROOM -> {
                    next = (next + i) % order.size();
                    return false;
                }
                case TRUNCATED -> {
                    cutOff(tailer);
                    more = true;
                }
            }
        }
        next = order.isEmpty() ? 0 : (next + 1) % order.size();
        return more;
    }

    /// Whether nothing has come behind a log's last lines for so long that they are a record.
    private boolean isRecordDue(FileTailer tailer) {
        return tailer.leftRecord() && tailer.quietNanos(nanos()) >= recordWaitNanos;
    }

    /// How long until [#read] has something to do by itself; [Long#MAX_VALUE] if it has not.
    public long nanosUntilDue() {
        long now = nanos();
        long least = Long.MAX_VALUE;
        for (FileTailer tailer : logs.all()) {
            if (tailer.leftRecord()) {
                least = Math.min(least, Math.max(0, recordWaitNanos - tailer.quietNanos(now)));
            }
        }
        return least;
    }

    private Progress read(FileTailer tailer, boolean lastPartToo) {
        try {
            if (!tailer.awaken() || lineage.isUndecided(tailer)) {
                return Progress.LATER;
            }
            if (lineage.mustWait(tailer, nanos(), this::cutOff)) {
                return Progress.AT_END;
            }
            if (!tailer.isStream()) {
                tailer.rememberOpening();
            }
            boolean nobodyEndsIt = lastPartToo || tailer.isCompressed();
            boolean lastRecordToo = nobodyEndsIt || isRecordDue(tailer);
            Progress progress = reader.read(tailer.channel(), tailer.generation(), out, nobodyEndsIt, lastRecordToo);
            tailer.leftRecord(reader.leftRecord());
            if (progress != Progress.TRUNCATED) {
                tailer.sized(Math.max(tailer.size(), tailer.generation().read().offset()));
                tailer.holdsContent();
            }
            if (!tailer.isStream()) {
                tailer.rememberOpening();
            }
            return progress;
        } catch (IOException e) {
            problems.tell(tailer.path(), "cannot be read: " + e.getMessage());
            return tailer.isUnresolved() ? Progress.LATER : Progress.AT_END;
        }
    }

    /// How far each content has been delivered.
    public Checkpoint checkpoint() {
        return lineage.checkpoint();
    }

    /// Whether everything that can be read now has been, and nothing has been written for that long.
    public boolean isQuietFor(Duration duration) {
        return logs.all().stream().noneMatch(tailer -> tailer.mayHaveMore() || tailer.leftRecord())
                && !lineage.archives().isWaiting()
                && nanos() - lastGrowthNanos >= duration.toNanos();
    }

    /// Reads also what waits whether it is a copy: no truncation will tell any more.
    ///
    /// @return whether there was such a file
    public boolean releaseWaiting() {
        return lineage.releaseAll();
    }

    /// Asks each file for its length once more.
    public void lastLook() {
        for (FileTailer tailer : logs.all()) {
            if (tailer.isResting()) {
                continue; // nothing has happened to it
            }
            try {
                tailer.sized(tailer.channel().size());
            } catch (IOException e) {
                problems.tell(tailer.path(), "cannot be looked at: " + e.getMessage());
            }
        }
    }

    /// A copy of how it stands with each open file, for metrics and reports.
    public List<FileState> files() {
        return logs.states();
    }

    /// How much is shipped of each file that has a name and may be written to by its name.
    public List<ShippedPart> shippedParts() {
        return logs.shippedParts();
    }

    /// Compares the files with what [#restore] knows, instead of following them.
    public Survey survey() {
        Map<Identity, FileState> found = new LinkedHashMap<>();
        do {
            sweep();
            for (FileTailer tailer : List.copyOf(logs.all())) {
                look(tailer, found);
            }
        } while (lineage.archives().isWaiting());
        return new Survey(List.copyOf(found.values()), lineage.missing().unread());
    }

    private void look(FileTailer tailer, Map<Identity, FileState> found) {
        try {
            lineage.mustWait(tailer, nanos(), this::cutOff);
            tailer.isItself(); // nobody is copying while nobody follows
            if (!tailer.isForeign()) {
                found.put(tailer.identity(), tailer.state());
            }
            if (tailer.isCompressed()) {
                closing.close(tailer); // makes room for the next one
            }
        } catch (IOException e) {
            problems.tell(tailer.path(), "cannot be read: " + e.getMessage());
        }
    }

    /// Paths that match and cannot be followed, with the reason.
    public Map<Path, String> problems() {
        return problems.all();
    }

    /// The directories to be watched.
    public Set<Path> directories() {
        return lastScan.directories();
    }

    public void close() {
        logs.closeAll();
    }

    private long nanos() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}
