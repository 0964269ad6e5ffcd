package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.FileEvents.Loss;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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
    private static final Identity NOWHERE = new Identity(0, 0);
    /// A content that no file has shown to hold by then is lost.
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();
    /// `copytruncate` truncates at once when the copy is done; this, and a copying speed, bound the wait.
    private static final long COPY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long COPY_BYTES_PER_SECOND = 20_000_000;

    private final List<FileTailer> tailers;
    private final FileEvents events;
    private final List<Remembered> remembered = new ArrayList<>();
    /// Compressed files that need not be opened.
    private final Set<Known> foreign = new HashSet<>();

    /// A compressed file that was looked into.
    private record Known(Identity identity, FileTime modified) {}

    private static Known known(FileTailer tailer) {
        return new Known(tailer.identity(), tailer.modified());
    }

    /// @param tailers the open files, shared with the follower
    Lineage(List<FileTailer> tailers, FileEvents events) {
        this.tailers = tailers;
        this.events = events;
    }

    void restore(Checkpoint checkpoint, long now) {
        for (Checkpoint.Entry entry : checkpoint.entries()) {
            Generation generation = entry.headKnown()
                    ? new Generation(entry.log(), entry.acked(), entry.head())
                    : new Generation(entry.log(), entry.acked());
            remembered.add(new Remembered(generation, entry.identity(), entry.size(), now));
        }
    }

    static Checkpoint.Entry entry(Generation generation, Identity identity, long size) {
        boolean headKnown = generation.isHeadKnown() && generation.acked().offset() >= Mark.WINDOW;
        return new Checkpoint.Entry(
                generation.log(), identity, generation.acked(), headKnown ? generation.head() : 0, headKnown, size);
    }

    List<Checkpoint.Entry> entries() {
        return remembered.stream()
                .map(one -> entry(one.generation(), one.identity() == null ? NOWHERE : one.identity(), one.size()))
                .toList();
    }

    /// Goes on with the content that the checkpoint knows of this very file, if the file still holds it.
    boolean resume(FileTailer tailer) throws IOException {
        for (Remembered one : remembered) {
            if (!tailer.identity().equals(one.identity())) {
                continue;
            }
            remembered.remove(one);
            if (one.generation().read().offset() == 0) {
                tailer.isStillTo(one.generation()); // not a byte was read: it may be anything, a copy as well
                return true;
            }
            if (holds(tailer.channel(), one.generation(), one.generation().read())) {
                tailer.continueWith(one.generation());
                return true;
            }
            // truncated or replaced while nobody looked; a copy may hold it
            remembered.add(new Remembered(one.generation(), null, one.size(), one.sinceNanos()));
            return false;
        }
        return false;
    }

    /// Whether the file no longer holds what was read of it.
    boolean isCutOff(FileTailer tailer) throws IOException {
        return !holds(tailer.channel(), tailer.generation(), tailer.generation().read());
    }

    private static boolean holds(LogBytes file, Generation generation, Mark mark) throws IOException {
        return mark.isIn(file)
                && (!generation.isHeadKnown() || new Mark(Mark.WINDOW, generation.head(), false).isIn(file));
    }

    /// The file was truncated: its old content is looked for in the copies, now or when they show up.
    void cutOff(FileTailer tailer, long now) {
        long size = tailer.size();
        Generation ended = tailer.restart();
        Remembered lost = new Remembered(ended, null, size, now);
        for (FileTailer copy : tailers) {
            if (copy.original() == tailer && handOver(lost, copy)) {
                return;
            }
        }
        remembered.add(lost);
    }

    /// Whether a compressed file has to be looked into: something is missed, and this file has not been seen
    /// before.
    boolean mayHold(FoundFile file) {
        return !remembered.isEmpty() && !foreign.contains(new Known(file.identity(), file.modified()));
    }

    /// Whether nothing in a compressed file is ours to ship.
    boolean isForeign(FileTailer tailer) {
        return foreign.contains(known(tailer));
    }

    /// All of a compressed file is shipped; it is not opened again.
    void finished(FileTailer tailer) {
        foreign.add(known(tailer));
    }

    /// Whether a file must not be read yet: it may be a copy in the making.
    ///
    /// @param cutOff called with a file that turns out to be truncated meanwhile
    boolean mustWait(FileTailer tailer, long now, Consumer<FileTailer> cutOff) throws IOException {
        if (!tailer.isUnresolved()) {
            return isForeign(tailer);
        }
        long size = tailer.channel().size();
        if (size == 0) {
            return true;
        }
        tailer.sized(size);
        for (FileTailer other : List.copyOf(tailers)) {
            if (other != tailer && other.sharesOpening(tailer) && isCutOff(other)) {
                cutOff.accept(other);
            }
        }
        tailer.resolved();
        if (tailer.isNew() && claim(tailer)) {
            return false;
        }
        if (tailer.isCompressed()) {
            foreign.add(known(tailer));
            return true;
        }
        for (FileTailer other : tailers) {
            if (other != tailer && other.original() == null && other.beginsWith(tailer, size)) {
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

    private boolean claim(FileTailer tailer) {
        for (Remembered one : List.copyOf(remembered)) {
            if (handOver(one, tailer)) {
                remembered.remove(one);
                return true;
            }
        }
        return false;
    }

    /// Lets the file go on with a content if it holds it.
    private boolean handOver(Remembered lost, FileTailer copy) {
        Generation content = lost.generation();
        try {
            long size = copy.channel().size();
            for (Mark mark : content.marksFromFurthest()) {
                if (mark.offset() == 0 || !holds(copy.channel(), content, mark)) {
                    continue;
                }
                if (mark.equals(content.read())) {
                    copy.continueWith(content);
                } else if (size < content.read().offset()) {
                    // all that the copy has was read from the log itself, after the copy was made
                    copy.continueWith(new Generation(copy.path().toString(), Mark.take(copy.channel(), size)));
                    countLoss(lost);
                } else {
                    return false;
                }
                log.atInfo()
                        .addKeyValue("log", content.log())
                        .addKeyValue("copy", copy.path())
                        .addKeyValue("offset", copy.generation().read().offset())
                        .log("the rest of a log is read from its copy");
                return true;
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", copy.path()).setCause(e).log("cannot compare a log with its copy");
        }
        return false;
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
        Iterator<Remembered> entries = remembered.iterator();
        boolean allKnown = complete && tailers.stream().noneMatch(FileTailer::isUnknown);
        while (allKnown && entries.hasNext()) {
            Remembered one = entries.next();
            if (now - one.sinceNanos() > REMEMBERED_NANOS) {
                entries.remove();
                countLoss(one);
            }
        }
    }

    private static boolean isOwnLog(FileTailer tailer, FileTailer original, long now) {
        long patience = COPY_NANOS
                + Duration.ofSeconds(tailer.size() / COPY_BYTES_PER_SECOND).toNanos();
        try {
            return now - tailer.waitingSinceNanos() > patience
                    || !original.beginsWith(tailer, tailer.channel().size());
        } catch (IOException e) {
            return true;
        }
    }

    private void countLoss(Remembered one) {
        long bytes = one.unreadBytes();
        if (bytes == 0) {
            return;
        }
        Loss cause = one.identity() == null ? Loss.TRUNCATED : Loss.REMOVED_WHILE_STOPPED;
        events.lost(cause, bytes);
        log.atError()
                .addKeyValue("log", one.generation().log())
                .addKeyValue("bytes", bytes)
                .addKeyValue("cause", cause)
                .log("bytes of a log are lost: they were gone before they could be read");
    }

    /// The file is read, delivered and closed: what waited as its copy goes on behind it.
    void closed(FileTailer tailer) {
        for (FileTailer copy : tailers) {
            if (copy.original() == tailer) {
                Generation content = tailer.generation();
                if (!handOver(new Remembered(content, null, 0, 0), copy)) {
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
