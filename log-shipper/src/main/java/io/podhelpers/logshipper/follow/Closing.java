package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.LineReader.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides when a log is closed: what is gone, read, delivered and quiet; compressed ones as soon as they are shipped;
/// of the removed ones the oldest beyond a limit; of many the idle ones, until they grow. Only touched by the
/// follower's thread.
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final FollowSettings settings;
    private final OpenLogs logs;
    private final Lineage lineage;
    private final Problems problems;
    private final FileEvents events;
    private final Function<FileTailer, Progress> lastRead;

    /// @param lastRead reads what is left of a log, a last line that nobody ended included
    Closing(
            FollowSettings settings,
            OpenLogs logs,
            Lineage lineage,
            Problems problems,
            FileEvents events,
            Function<FileTailer, Progress> lastRead) {
        this.settings = settings;
        this.logs = logs;
        this.lineage = lineage;
        this.problems = problems;
        this.events = events;
        this.lastRead = lastRead;
    }

    /// To be called when every directory has been looked at.
    void review(long now) {
        giveUpRemoved(now);
        for (FileTailer tailer : List.copyOf(logs.all())) {
            if (tailer.isStream()) {
                closeEnded(tailer);
            } else if (tailer.isCompressed() ? isOver(tailer) : isFinished(tailer, now)) {
                close(tailer);
            }
        }
        restIdle(now);
    }

    private void closeEnded(FileTailer stream) {
        boolean read = stream.hasEnded() && lastRead.apply(stream) == Progress.AT_END;
        if (read && stream.generation().isDelivered()) {
            logs.remove(stream);
        }
    }

    /// A compressed log is open only as long as something in it is to be shipped.
    private static boolean isOver(FileTailer archive) {
        boolean shipped = !archive.isUnresolved()
                && !archive.mayHaveMore()
                && archive.generation().isDelivered();
        return archive.isForeign() || shipped;
    }

    /// Whether a removed log has nothing more; a last line that nobody ended is shipped before.
    private boolean isFinished(FileTailer tailer, long now) {
        boolean quiet = tailer.quietNanos(now) > settings.closeRemovedAfter().toNanos();
        boolean waiting = tailer.mayHaveMore() || tailer.original() != null;
        return tailer.isRemoved()
                && quiet
                && !waiting
                && lastRead.apply(tailer) == Progress.AT_END
                && tailer.generation().isDelivered();
    }

    /// Removed logs hold disk that nobody can see or free: beyond a limit the oldest are given up.
    private void giveUpRemoved(long now) {
        List<FileTailer> removed = new ArrayList<>();
        long bytes = 0;
        for (FileTailer tailer : logs.all()) {
            if (tailer.isRemoved()) {
                removed.add(tailer);
                bytes += tailer.size();
            }
        }
        while (!removed.isEmpty()
                && (removed.size() > settings.removed().mostFiles()
                        || bytes > settings.removed().mostBytes())) {
            FileTailer oldest = removed.removeFirst();
            bytes -= oldest.size();
            giveUp(oldest, now);
        }
    }

    private void giveUp(FileTailer tailer, long now) {
        long unread = Math.max(0, tailer.size() - tailer.generation().read().offset());
        if (unread > 0 && !lineage.leaveToCopy(tailer, now)) {
            events.lost(FileEvents.Loss.GIVEN_UP, unread);
            log.atError()
                    .addKeyValue("file", tailer.path())
                    .addKeyValue("bytes", unread)
                    .log("a removed log is given up, unshipped removed logs hold more than --removed-files or"
                            + " --removed-bytes");
        }
        close(tailer);
    }

    void close(FileTailer tailer) {
        logs.remove(tailer);
        lineage.closed(tailer);
        problems.solved(tailer.path());
        try {
            tailer.close();
        } catch (IOException e) {
            cannotClose(tailer, e);
        }
        log.atInfo().addKeyValue("file", tailer.path()).log("log shipped to its end, closed");
    }

    /// Of many open logs those are closed that nothing happens to; they stay known, and are opened when they grow.
    private void restIdle(long now) {
        if (logs.all().size() <= settings.idle().mostOpen()) {
            return;
        }
        long open = logs.all().stream().filter(tailer -> !tailer.isResting()).count();
        if (open <= settings.idle().mostOpen()) {
            return;
        }
        logs.all().stream()
                .filter(FileTailer::mayRest)
                .filter(tailer ->
                        tailer.quietNanos(now) >= settings.idle().after().toNanos())
                .sorted(Comparator.comparingLong((FileTailer tailer) -> -tailer.quietNanos(now)))
                .limit(open - settings.idle().mostOpen())
                .forEach(Closing::rest);
    }

    private static void rest(FileTailer tailer) {
        try {
            tailer.rest();
        } catch (IOException e) {
            cannotClose(tailer, e);
        }
    }

    private static void cannotClose(FileTailer tailer, IOException e) {
        log.atWarn().addKeyValue("file", tailer.path()).setCause(e).log("cannot close a log");
    }
}
