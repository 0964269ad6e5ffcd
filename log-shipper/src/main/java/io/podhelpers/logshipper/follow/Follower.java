package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.LineReader.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps hold of every log file and reads what is new: `Discovery → FileTailer → LineReader → LineConsumer`.
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
    private final FileEvents events;
    private final InstantSource clock;
    private final Map<Identity, FileTailer> tailers = new HashMap<>();
    private final List<FileTailer> order = new ArrayList<>();
    private final Lineage lineage;
    private final Map<Path, String> problems = new TreeMap<>();
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
        this.events = events;
        this.clock = clock;
        this.lineage = new Lineage(order, events);
        this.fromEnd = settings.fromEnd();
    }

    /// Goes on where the checkpoint says; to be called before the first sweep.
    public void restore(Checkpoint checkpoint) {
        fromEnd = false;
        lineage.restore(checkpoint, nanos());
    }

    /// Looks at the directories: what is new, renamed, truncated or gone.
    public void sweep() {
        long now = nanos();
        Scan scan = discovery.scan();
        lastScan = scan;
        Set<Identity> seen = new HashSet<>();
        List<FoundFile> newcomers = new ArrayList<>();
        for (FoundFile file : scan.files()) {
            seen.add(file.identity());
            FileTailer tailer = tailers.get(file.identity());
            if (tailer == null) {
                newcomers.add(file);
            } else {
                seen(tailer, file, now);
            }
        }
        if (scan.complete()) {
            tailers.forEach((identity, tailer) -> {
                if (!seen.contains(identity)) {
                    notSeen(tailer, now);
                }
            });
        }
        order.forEach(this::checkContent);
        newcomers.forEach(file -> open(file, now));
        explainProblems(scan);
        lineage.settle(now, scan.complete());
        closeFinished(now);
        firstSweep = false;
    }

    private void seen(FileTailer tailer, FoundFile file, long now) {
        if (!tailer.path().equals(file.path())) {
            events.rotated();
            log.atInfo()
                    .addKeyValue("from", tailer.path())
                    .addKeyValue("to", file.path())
                    .log("log renamed");
        }
        if (tailer.seen(file, now)) {
            lastGrowthNanos = now;
        }
    }

    private void notSeen(FileTailer tailer, long now) {
        boolean removed = !tailer.isRemoved();
        try {
            if (tailer.notSeen(now)) {
                lastGrowthNanos = now;
            }
        } catch (IOException e) {
            problem(tailer.path(), "cannot be looked at: " + e.getMessage());
        }
        if (removed) {
            events.rotated();
            log.atInfo()
                    .addKeyValue("file", tailer.path())
                    .log("log removed or moved away, it is kept open until all of it is shipped");
        }
    }

    private void open(FoundFile file, long now) {
        boolean readable = file.isGzip() ? lineage.mayHold(file) : !isUnreadable(file.path()) && !isTooOld(file);
        if (!readable) {
            return;
        }
        try {
            FileTailer tailer = FileTailer.open(file, now);
            if (tailer == null) {
                return;
            }
            problems.remove(file.path());
            tailers.put(file.identity(), tailer);
            order.add(tailer);
            lastGrowthNanos = now;
            boolean resumed = lineage.resume(tailer);
            if (!resumed && firstSweep && fromEnd && !file.isGzip()) {
                tailer.continueWith(atItsEnd(file, tailer));
            }
            log.atInfo()
                    .addKeyValue("file", file.path())
                    .addKeyValue("offset", tailer.generation().read().offset())
                    .addKeyValue("size", file.size())
                    .log("following");
        } catch (EOFException | ZipException e) {
            log.atDebug().addKeyValue("file", file.path()).log("not a whole gzip file yet");
        } catch (IOException e) {
            problem(file.path(), "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static Generation atItsEnd(FoundFile file, FileTailer tailer) throws IOException {
        Generation content = new Generation(file.path().toString(), Mark.take(tailer.channel(), file.size()));
        if (file.size() >= Mark.WINDOW) {
            content.knowHead(Mark.take(tailer.channel(), Mark.WINDOW).checksum());
        }
        return content;
    }

    private boolean isTooOld(FoundFile file) {
        Duration limit = settings.ignoreOlder();
        return !limit.isZero()
                && file.modified().toInstant().isBefore(clock.instant().minus(limit));
    }

    private static boolean isUnreadable(Path path) {
        String name = path.toString();
        return name.endsWith(".xz") || name.endsWith(".bz2") || name.endsWith(".zst");
    }

    private void checkContent(FileTailer tailer) {
        try {
            if (tailer.mayHaveMore() && lineage.isCutOff(tailer)) {
                cutOff(tailer);
            }
        } catch (IOException e) {
            problem(tailer.path(), "cannot be read: " + e.getMessage());
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
        for (FileTailer tailer : order) {
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
        boolean more = false;
        for (int i = 0; i < order.size(); i++) {
            FileTailer tailer = order.get((next + i) % order.size());
            if (!tailer.mayHaveMore()) {
                continue;
            }
            switch (read(tailer, false)) {
                case AT_END -> tailer.caughtUp();
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

    private Progress read(FileTailer tailer, boolean lastPartToo) {
        try {
            if (lineage.mustWait(tailer, nanos(), this::cutOff)) {
                return Progress.AT_END;
            }
            tailer.rememberOpening();
            boolean nobodyEndsIt = lastPartToo || tailer.isCompressed();
            Progress progress = reader.read(tailer.channel(), tailer.generation(), out, nobodyEndsIt);
            tailer.sized(Math.max(tailer.size(), tailer.generation().read().offset()));
            tailer.rememberOpening();
            return progress;
        } catch (IOException e) {
            problem(tailer.path(), "cannot be read: " + e.getMessage());
            return Progress.AT_END;
        }
    }

    /// Closes what is gone, read, delivered and quiet; a last line that nobody ended is shipped before.
    private void closeFinished(long now) {
        for (FileTailer tailer : List.copyOf(order)) {
            if (tailer.isCompressed()) {
                closeCompressed(tailer);
                continue;
            }
            boolean quiet =
                    tailer.quietNanos(now) > settings.closeRemovedAfter().toNanos();
            boolean waiting = tailer.mayHaveMore() || tailer.original() != null;
            if (!tailer.isRemoved() || waiting || !quiet) {
                continue;
            }
            if (read(tailer, true) == Progress.AT_END && tailer.generation().isDelivered()) {
                close(tailer);
            }
        }
    }

    /// A compressed log is open only as long as something in it is to be shipped.
    private void closeCompressed(FileTailer tailer) {
        boolean resolved = !tailer.isUnresolved() && !tailer.mayHaveMore();
        if (resolved && (lineage.isForeign(tailer) || tailer.generation().isDelivered())) {
            lineage.finished(tailer);
            close(tailer);
        }
    }

    private void close(FileTailer tailer) {
        order.remove(tailer);
        tailers.remove(tailer.identity());
        lineage.closed(tailer);
        problems.remove(tailer.path());
        try {
            tailer.close();
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", tailer.path()).setCause(e).log("cannot close a log");
        }
        log.atInfo().addKeyValue("file", tailer.path()).log("log shipped to its end, closed");
    }

    private void problem(Path path, String why) {
        if (!why.equals(problems.put(path, why))) {
            log.atWarn().addKeyValue("file", path).log("log {}", why);
        }
    }

    private void explainProblems(Scan scan) {
        scan.refused().forEach(this::problem);
        Set<Path> present = new HashSet<>(scan.refused().keySet());
        scan.files().stream()
                .filter(file -> !tailers.containsKey(file.identity()))
                .map(FoundFile::path)
                .forEach(present::add);
        order.stream().map(FileTailer::path).forEach(present::add);
        problems.keySet().retainAll(present);
        lastScan.files().stream()
                .filter(file -> tailers.containsKey(file.identity()))
                .forEach(file -> problems.remove(file.path()));
    }

    /// How far each content has been delivered.
    public Checkpoint checkpoint() {
        List<Checkpoint.Entry> entries = new ArrayList<>();
        for (FileTailer tailer : order) {
            if (tailer.original() == null && !lineage.isForeign(tailer)) {
                entries.add(Lineage.entry(tailer.generation(), tailer.identity(), tailer.size()));
            }
        }
        entries.addAll(lineage.entries());
        return new Checkpoint(entries);
    }

    /// Whether everything that can be read now has been, and nothing has been written for that long.
    public boolean isQuietFor(Duration duration) {
        return order.stream().noneMatch(FileTailer::mayHaveMore) && nanos() - lastGrowthNanos >= duration.toNanos();
    }

    /// Reads also what waits whether it is a copy: no truncation will tell any more.
    ///
    /// @return whether there was such a file
    public boolean releaseWaiting() {
        return lineage.releaseAll();
    }

    /// Asks each file for its length once more.
    public void lastLook() {
        for (FileTailer tailer : order) {
            try {
                tailer.sized(tailer.channel().size());
            } catch (IOException e) {
                problem(tailer.path(), "cannot be looked at: " + e.getMessage());
            }
        }
    }

    /// A copy of how it stands with each open file, for metrics and reports.
    public List<FileState> files() {
        return order.stream()
                .filter(tailer -> tailer.original() == null)
                .map(tailer -> new FileState(
                        tailer.identity(),
                        tailer.path().toString(),
                        tailer.size(),
                        tailer.generation().read().offset(),
                        tailer.generation().acked().offset()))
                .toList();
    }

    /// Paths that match and cannot be followed, with the reason.
    public Map<Path, String> problems() {
        return Map.copyOf(problems);
    }

    /// The directories to be watched.
    public Set<Path> directories() {
        return lastScan.directories();
    }

    public void close() {
        for (FileTailer tailer : order) {
            try {
                tailer.close();
            } catch (IOException e) {
                log.atDebug().addKeyValue("file", tailer.path()).setCause(e).log("cannot close a log");
            }
        }
        order.clear();
        tailers.clear();
    }

    private long nanos() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}
