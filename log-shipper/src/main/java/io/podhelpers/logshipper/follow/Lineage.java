package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows which content a file holds: the one it had at the checkpoint, the rest of a log that was cut off
/// (`copytruncate`), a copy that is just being made, or a new one.
///
/// A file that begins with the same bytes as another log is not read for a while: if that log is then
/// truncated, the
/// file was its copy and goes on where the log was cut off; if it is not, or the two differ, the file is a log
/// of its
/// own and is read from its beginning. Only touched by the follower's thread.
final class Lineage {
    private static final Logger log = LoggerFactory.getLogger(Lineage.class);
    /// `copytruncate` truncates at once when the copy is done; this, and a copying speed, bound the wait.
    private static final long COPY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long COPY_BYTES_PER_SECOND = 20_000_000;

    private final List<FileTailer> tailers;
    private final MissingContents missing;
    private final Archives archives = new Archives();

    /// @param tailers the open files, shared with the follower
    Lineage(List<FileTailer> tailers, FileEvents events) {
        this.tailers = tailers;
        this.missing = new MissingContents(events);
    }

    void restore(Checkpoint checkpoint, long now) {
        archives.restore(checkpoint.archives());
        missing.restore(checkpoint, now);
    }

    /// How far every content has been delivered, those that no file holds now included.
    Checkpoint checkpoint() {
        List<Checkpoint.Entry> entries = new ArrayList<>();
        for (FileTailer tailer : tailers) {
            boolean nobodyKnows = tailer.isStream() || (tailer.isCompressed() && tailer.isUnresolved());
            boolean delivered = tailer.generation().isDeliveredFromItsStart();
            if (!nobodyKnows && !tailer.isForeign() && delivered) {
                entries.add(tailer.generation().entry(tailer.identity(), tailer.contentSize()));
            }
        }
        entries.addAll(missing.entries());
        return new Checkpoint(entries, archives.settled());
    }

    /// The compressed logs.
    Archives archives() {
        return archives;
    }

    /// The contents that are in no file.
    MissingContents missing() {
        return missing;
    }

    /// Whether the file no longer holds what was read of it.
    boolean isCutOff(FileTailer tailer) throws IOException {
        if (!tailer.awaken()) {
            return false;
        }
        if (tailer.generation().isIn(tailer.channel(), tailer.generation().read())) {
            tailer.isStillItself();
            return false;
        }
        return true;
    }

    /// The file was truncated: its old content is looked for in the copies, now or when they show up.
    void cutOff(FileTailer tailer, long now) {
        long size = tailer.contentSize();
        Generation ended = tailer.restart();
        Remembered lost = new Remembered(ended, null, size, now);
        archives.lost(ended);
        for (FileTailer copy : tailers) {
            if (copy.original() == tailer && missing.handOver(lost, copy)) {
                return;
            }
        }
        missing.add(lost);
    }

    /// Whether another log that this one may be a copy of is closed, and under another name by now: the next look at
    /// the directories tells which.
    boolean isUndecided(FileTailer tailer) throws IOException {
        if (!tailer.isUnresolved()) {
            return false;
        }
        for (FileTailer other : tailers) {
            if (other.isResting() && other.sharesOpening(tailer) && !other.awaken()) {
                return true;
            }
        }
        return false;
    }

    /// Whether a file must not be read yet: it may be a copy in the making.
    ///
    /// @param cutOff called with a file that turns out to be truncated meanwhile
    boolean mustWait(FileTailer tailer, long now, Consumer<FileTailer> cutOff) throws IOException {
        if (!tailer.isUnresolved()) {
            return tailer.isForeign();
        }
        long size = tailer.channel().size();
        if (size == 0) {
            return true;
        }
        tailer.sized(size);
        for (FileTailer other : List.copyOf(tailers)) {
            if (other != tailer && !other.isStream() && other.sharesOpening(tailer) && isCutOff(other)) {
                cutOff.accept(other);
            }
        }
        boolean waits = isCopyOfAnother(tailer, size, now);
        tailer.resolved(); // not if a file could not be read: it is asked again
        return waits;
    }

    private boolean isCopyOfAnother(FileTailer tailer, long size, long now) throws IOException {
        if (tailer.isCompressed()) {
            return archiveIsCopy(tailer, size);
        }
        if (tailer.isNew() && (missing.claim(tailer) || isArchived(tailer))) {
            return false;
        }
        for (FileTailer other : tailers) {
            boolean candidate =
                    other != tailer && other.original() == null && !other.isCompressed() && !other.isStream();
            if (candidate && other.beginsWith(tailer, size)) {
                tailer.isCopyOf(other, now);
                log.atDebug()
                        .addKeyValue("file", tailer.path())
                        .addKeyValue("like", other.path())
                        .log("may be a copy");
                return true;
            }
        }
        return false;
    }

    /// Whether a log was found only after a compressed copy of it, which is shipped in its place.
    private boolean isArchived(FileTailer tailer) throws IOException {
        long known = archives.knownBytesOf(tailer);
        if (known == 0) {
            return false;
        }
        Mark mark = Mark.take(tailer.channel(), known);
        Generation rest = new Generation(tailer.path().toString(), tailer.identity(), mark);
        for (FileTailer archive : tailers) {
            boolean ships = archive.isCompressed() && !archive.isForeign() && !archive.isUnresolved();
            if (ships && archive.channel().size() == known && tailer.beginsWith(archive, known)) {
                rest = Generation.behind(archive.generation(), rest.log(), tailer.identity(), mark);
            }
        }
        tailer.continueWith(rest);
        return true;
    }

    /// Whether a compressed file holds what is read, to its end, from one that is not. Else it goes on with a content
    /// that is missed, or is read whole.
    private boolean archiveIsCopy(FileTailer tailer, long size) throws IOException {
        for (FileTailer other : tailers) {
            if (!other.isCompressed() && !other.isStream() && other.beginsWith(tailer, size)) {
                archives.isCopy(tailer.fingerprint(), other.generation());
                tailer.leaveAlone();
                return true;
            }
        }
        archives.isShipped(tailer.fingerprint());
        missing.claimAlsoFinished(tailer);
        return false;
    }

    /// A file that was closed is under no name, at this look at least. If it is found again, it goes on at once; its
    /// bytes tell it from another one with its inode.
    void outOfSight(FileTailer tailer, long now) {
        boolean hasBytes = tailer.generation().read().offset() > 0;
        missing.add(
                new Remembered(tailer.generation(), hasBytes ? tailer.identity() : null, tailer.contentSize(), now));
    }

    /// A file that was closed is gone, its inode is another one's: what it held may be in a copy.
    void replaced(FileTailer tailer, long now) {
        missing.add(new Remembered(tailer.generation(), null, tailer.contentSize(), now));
    }

    /// Decides what has waited long enough.
    ///
    /// @param complete whether every directory could be looked at
    void settle(long now, boolean complete) {
        for (FileTailer tailer : tailers) {
            FileTailer original = tailer.original();
            if (original != null && isOwnLog(tailer, original, now)) {
                tailer.isItself();
            }
        }
        if (complete && !archives.isWaiting() && tailers.stream().noneMatch(FileTailer::isUnknown)) {
            missing.settle(now);
        }
    }

    /// Looks at a file that waits: if what it held is gone, and is in the other one, then nothing is lost by that.
    void checkWaiting(FileTailer tailer, FileTailer original) throws IOException {
        if (isCutOff(tailer)) {
            if (tailer.generation().head().isIn(original.channel())) {
                tailer.restart();
            }
            tailer.isItself();
            return;
        }
        tailer.learnHead();
        tailer.holdsContent();
    }

    private static boolean isOwnLog(FileTailer tailer, FileTailer original, long now) {
        long patience = COPY_NANOS
                + Duration.ofSeconds(tailer.size() / COPY_BYTES_PER_SECOND).toNanos();
        try {
            return now - tailer.waitingSinceNanos() > patience
                    || !original.beginsWith(tailer, tailer.channel().size());
        } catch (NoSuchFileException e) {
            return false; // renamed since the last look
        } catch (IOException e) {
            return true;
        }
    }

    /// Lets go of a file that is not read to its end, if a compressed copy has the rest, or may have it: then it is
    /// read on there, or lost when no copy shows up.
    ///
    /// @return whether there may be one
    boolean leaveToCopy(FileTailer tailer, long now) {
        Generation content = tailer.generation();
        boolean notAllKnown =
                archives.isWaiting() || tailers.stream().anyMatch(one -> one.isCompressed() && one.isUnresolved());
        if (!notAllKnown && !archives.haveCopyOf(content)) {
            return false;
        }
        archives.lost(content);
        missing.giveUp(new Remembered(content, null, tailer.contentSize(), now));
        return true;
    }

    /// The file is read, delivered and closed: what waited as its copy goes on behind it.
    void closed(FileTailer tailer) {
        if (tailer.isCompressed()) {
            archives.closed(tailer.fingerprint());
            if (!tailer.isForeign()) {
                archives.settle(tailer.fingerprint());
            }
            return;
        }
        if (!missing.holds(tailer.generation())) {
            archives.finished(tailer.generation());
            missing.finish(new Remembered(
                    tailer.generation(), null, tailer.generation().read().offset(), 0));
        }
        for (FileTailer copy : tailers) {
            if (copy.original() == tailer) {
                Generation content = tailer.generation();
                if (!missing.handOver(new Remembered(content, null, 0, 0), copy)) {
                    copy.isItself();
                }
            }
        }
    }

    /// Nothing waits any longer, the end has come.
    ///
    /// @return whether anything did
    boolean releaseAll() {
        List<FileTailer> waiting =
                tailers.stream().filter(tailer -> tailer.original() != null).toList();
        waiting.forEach(FileTailer::isItself);
        return !waiting.isEmpty();
    }
}
