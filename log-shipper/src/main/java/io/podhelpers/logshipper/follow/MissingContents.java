package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.FileEvents.Loss;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The contents that no open file holds: from the checkpoint, cut off by a truncation, or of a file that is out of
/// sight.
/// A file that turns out to hold one goes on with it; what none does for a while is told as lost. Those that were
/// shipped
/// to their end are known for some time, too. Only touched by the follower's thread.
final class MissingContents {
    private static final Logger log = LoggerFactory.getLogger(MissingContents.class);
    /// In the checkpoint, of a content that was shipped to its end.
    private static final Identity FINISHED = new Identity(0, 1);

    private static final int MOST_FINISHED = 64;
    /// A content that no file has shown to hold by then is lost.
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();

    private final FileEvents events;
    private final List<Remembered> remembered = new ArrayList<>();
    /// Contents that were shipped to their end: a compressed copy of one may still show up.
    private final Deque<Remembered> finished = new ArrayDeque<>();
    private final Set<Generation> givenUp = Collections.newSetFromMap(new IdentityHashMap<>());

    MissingContents(FileEvents events) {
        this.events = events;
    }

    void restore(Checkpoint checkpoint, long now) {
        for (Checkpoint.Entry entry : checkpoint.entries()) {
            Generation generation = new Generation(entry.log(), entry.identity(), entry.acked(), entry.id());
            generation.knowHead(entry.head());
            boolean isOver = entry.identity().equals(FINISHED);
            boolean somewhere = !isOver && !entry.identity().equals(Identity.NOWHERE);
            Remembered one = new Remembered(generation, somewhere ? entry.identity() : null, entry.size(), now);
            (isOver ? finished : remembered).add(one);
        }
    }

    /// What the checkpoint says of them.
    List<Checkpoint.Entry> entries() {
        List<Checkpoint.Entry> entries = new ArrayList<>();
        for (Remembered one : remembered) {
            if (one.generation().isDeliveredFromItsStart()) {
                Identity identity = one.identity();
                entries.add(one.generation().entry(identity == null ? Identity.NOWHERE : identity, one.size()));
            }
        }
        for (Remembered one : finished) {
            if (one.generation().isDeliveredFromItsStart()) {
                entries.add(one.generation().entry(FINISHED, one.size()));
            }
        }
        return entries;
    }

    /// Those of which something is not read.
    List<Survey.Missing> unread() {
        return remembered.stream()
                .filter(one -> one.unreadBytes() > 0)
                .map(one -> new Survey.Missing(one.generation().log(), one.unreadBytes()))
                .toList();
    }

    /// Whether none is looked for.
    boolean isEmpty() {
        return remembered.isEmpty();
    }

    boolean holds(Generation content) {
        return remembered.stream().anyMatch(one -> one.generation() == content);
    }

    void add(Remembered one) {
        remembered.add(one);
    }

    /// Looks for it as for the others; if no copy shows up it is lost because it was given up.
    void giveUp(Remembered one) {
        givenUp.add(one.generation());
        remembered.add(one);
    }

    /// Goes on with the content that the checkpoint knows of this very file, if the file still holds it.
    boolean resume(FileTailer tailer) throws IOException {
        for (Iterator<Remembered> all = remembered.iterator(); all.hasNext(); ) {
            Remembered one = all.next();
            if (!tailer.identity().equals(one.identity())) {
                continue;
            }
            all.remove();
            if (one.generation().isIn(tailer.channel(), one.generation().read())) {
                if (one.generation().read().offset() == 0) {
                    tailer.isStillTo(one.generation()); // not a byte was read: it may be a copy as well
                } else {
                    tailer.continueWith(one.generation());
                }
                return true;
            }
            // truncated or replaced while nobody looked; a copy may hold it
            remembered.add(new Remembered(one.generation(), null, one.size(), one.sinceNanos()));
            return false;
        }
        return false;
    }

    /// Lets the file go on with the content that it holds and that was read furthest.
    boolean claim(FileTailer tailer) throws IOException {
        List<Remembered> furthestFirst = new ArrayList<>(remembered);
        furthestFirst.sort(Comparator.comparingLong(
                (Remembered one) -> -one.generation().read().offset()));
        for (Remembered one : furthestFirst) {
            if (handOver(one, tailer)) {
                remembered.remove(one);
                givenUp.remove(one.generation());
                forgetTwins(tailer);
                return true;
            }
        }
        return false;
    }

    /// The same, also with a content that was shipped to its end.
    void claimAlsoFinished(FileTailer tailer) throws IOException {
        if (claim(tailer)) {
            return;
        }
        for (Remembered one : finished) {
            if (handOver(one, tailer)) {
                return;
            }
        }
    }

    /// A copy that was seen and not read before it went away was of this very content.
    private void forgetTwins(FileTailer tailer) throws IOException {
        Iterator<Remembered> entries = remembered.iterator();
        while (entries.hasNext()) {
            Generation content = entries.next().generation();
            boolean unread = content.read().offset() == 0 && content.head().length() > 0;
            if (unread && content.isIn(tailer.channel(), content.read())) {
                entries.remove();
            }
        }
    }

    /// Lets the file go on with a content if it holds it.
    boolean handOver(Remembered lost, FileTailer copy) {
        Generation content = lost.generation();
        try {
            long size = copy.channel().size();
            for (Mark mark : content.marksFromFurthest()) {
                boolean saysNothing =
                        mark.offset() == 0 && (content.head().length() == 0 || !mark.equals(content.read()));
                if (saysNothing || !content.isIn(copy.channel(), mark)) {
                    continue;
                }
                if (mark.equals(content.read())) {
                    copy.continueWith(content);
                } else if (size < content.read().offset()) {
                    // all that the copy has was read from the log itself, after the copy was made
                    copy.continueWith(
                            new Generation(copy.path().toString(), copy.identity(), Mark.take(copy.channel(), size)));
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

    /// Tells as lost what has been looked for long enough; to be called when every file is known.
    void settle(long now) {
        ListIterator<Remembered> entries = remembered.listIterator();
        while (entries.hasNext()) {
            Remembered one = entries.next();
            if (now - one.sinceNanos() > REMEMBERED_NANOS) {
                countLoss(one);
                letGo(one, entries);
            }
        }
    }

    /// Forgets a content when all that was read of it is delivered: until then the checkpoint has to know of it, since
    /// a
    /// kill would lose what is under way.
    private void letGo(Remembered one, ListIterator<Remembered> entries) {
        if (!one.generation().isDelivered()) {
            entries.set(one.withoutUnread());
            return;
        }
        entries.remove();
        if (one.unreadBytes() == 0) {
            finish(one);
        }
    }

    /// Keeps what was shipped to its end, the last of these only.
    void finish(Remembered one) {
        finished.add(one);
        if (finished.size() > MOST_FINISHED) {
            finished.removeFirst();
        }
    }

    private void countLoss(Remembered one) {
        boolean wasGivenUp = givenUp.remove(one.generation());
        long bytes = one.unreadBytes();
        if (bytes == 0) {
            return;
        }
        Loss gone = one.identity() == null ? Loss.TRUNCATED : Loss.REMOVED_WHILE_STOPPED;
        Loss cause = wasGivenUp ? Loss.GIVEN_UP : gone;
        events.lost(cause, bytes);
        log.atError()
                .addKeyValue("log", one.generation().log())
                .addKeyValue("bytes", bytes)
                .addKeyValue("cause", cause)
                .log("bytes of a log are lost: they were gone before they could be read");
    }
}
