package io.podhelpers.logshipper.follow;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in the files that a look at the directories found and nobody holds yet. Only touched by the follower's thread.
final class Newcomers {
    private static final Logger log = LoggerFactory.getLogger(Newcomers.class);

    private final FollowSettings settings;
    private final OpenLogs logs;
    private final Lineage lineage;
    private final Problems problems;
    private final InstantSource clock;

    Newcomers(FollowSettings settings, OpenLogs logs, Lineage lineage, Problems problems, InstantSource clock) {
        this.settings = settings;
        this.logs = logs;
        this.lineage = lineage;
        this.problems = problems;
        this.clock = clock;
    }

    /// Opens the file if it is to be read.
    ///
    /// @param onlyNews whether it is left alone as far as it is there now, unless it is known
    /// @return whether there may be something to read
    boolean open(FoundFile file, long now, boolean onlyNews) {
        if (!isToBeRead(file, onlyNews)) {
            return false;
        }
        try {
            FileTailer tailer = FileTailer.open(file, now);
            return tailer != null && take(tailer, file, onlyNews);
        } catch (EOFException | ZipException e) {
            lineage.archives().notWhole(file);
        } catch (IOException e) {
            problems.tell(file.path(), "cannot be read: " + e.getClass().getSimpleName());
        }
        return false;
    }

    private boolean take(FileTailer tailer, FoundFile file, boolean onlyNews) throws IOException {
        if (tailer.isCompressed()) {
            if (lineage.archives().isKnown(tailer.fingerprint())) {
                tailer.close(); // it was not whole yet when it was looked into
                return false;
            }
            lineage.archives().opened(tailer.fingerprint());
        }
        problems.solved(file.path());
        logs.add(tailer);
        boolean resumed = lineage.missing().resume(tailer);
        if (!resumed && onlyNews) {
            tailer.continueWith(atItsEnd(file, tailer));
        }
        tailer.learnHead();
        tailer.holdsContent();
        log.atInfo()
                .addKeyValue("file", file.path())
                .addKeyValue("offset", tailer.generation().read().offset())
                .addKeyValue("size", file.size())
                .log("following");
        return true;
    }

    private boolean isToBeRead(FoundFile file, boolean onlyNews) {
        if (!file.isGzip()) {
            return !isUnreadable(file.path()) && !isTooOld(file);
        }
        Archives archives = lineage.archives();
        boolean wanted = archives.isWanted(file);
        if (wanted && onlyNews) {
            archives.settle(file); // from before our time
            return false;
        }
        return wanted && (!lineage.missing().isEmpty() || !isTooOld(file));
    }

    private static Generation atItsEnd(FoundFile file, FileTailer tailer) throws IOException {
        return new Generation(file.path().toString(), file.identity(), Mark.take(tailer.channel(), file.size()));
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
}
