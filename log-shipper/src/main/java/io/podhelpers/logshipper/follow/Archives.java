package io.podhelpers.logshipper.follow;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The compressed logs: which of them have to be opened, and which hold nothing that is still to be shipped.
///
/// What is settled about one is settled about what it holds, so it stays so when the file is renamed, moved or
/// compressed again. Only touched by the follower's thread.
final class Archives {
    private static final Logger log = LoggerFactory.getLogger(Archives.class);
    /// A look at a directory while files are renamed in it may find one under neither name: what is settled about a
    /// file outlives it for so long.
    private static final long GONE_NANOS = Duration.ofMinutes(1).toNanos();
    /// Decompressing takes memory: the others wait for their turn.
    private static final int MOST_OPEN = 2;

    /// A file as it was at the last look.
    private record Look(long size, FileTime modified, Optional<GzipFingerprint> holds, State state) {
        boolean isOf(FoundFile file) {
            return size == file.size() && modified.equals(file.modified());
        }

        Look now(State other) {
            return new Look(size, modified, holds, other);
        }
    }

    private enum State {
        MAY_BE_WHOLE,
        GROWING,
        /// Seen to end in the middle: it is of no use as it is.
        BROKEN
    }

    private final Map<Identity, Look> looks = new HashMap<>();
    private final Set<Identity> toldBroken = new HashSet<>();
    /// Nothing in them is to be shipped any more.
    private final Set<GzipFingerprint> settled = new LinkedHashSet<>();
    /// The same is read from a file that is not compressed.
    private final Map<GzipFingerprint, Generation> copies = new HashMap<>();
    /// Since when no file was seen to hold what is known about here.
    private final Map<GzipFingerprint, Long> gone = new HashMap<>();
    /// What the files hold that are open: known from their bytes, a look may have met them half written.
    private final Set<GzipFingerprint> open = new HashSet<>();
    /// Those of the open ones that are no copies of what is read elsewhere.
    private final Set<GzipFingerprint> shipping = new HashSet<>();
    private boolean waiting;

    void restore(Set<GzipFingerprint> known) {
        settled.addAll(known);
    }

    Set<GzipFingerprint> settled() {
        return settled;
    }

    /// A look at the directories begins.
    void beginSweep() {
        waiting = false;
    }

    /// Whether a file has to be opened now: nothing is settled about it, it may be whole, and it is its turn.
    boolean isWanted(FoundFile file) {
        Look look = look(file);
        look.holds().filter(GzipFingerprint::isEmpty).ifPresent(settled::add);
        if (look.holds().isEmpty()
                || look.state() == State.BROKEN
                || isKnown(look.holds().get())) {
            return false;
        }
        if (look.state() == State.GROWING || open.size() >= MOST_OPEN) {
            waiting = true;
            return false;
        }
        return true;
    }

    private Look look(FoundFile file) {
        Look last = looks.get(file.identity());
        Look now;
        if (last == null || !last.isOf(file)) {
            now = lookInto(file, last != null);
        } else {
            now = last.state() == State.GROWING ? last.now(State.MAY_BE_WHOLE) : last;
        }
        looks.put(file.identity(), now);
        return now;
    }

    private static Look lookInto(FoundFile file, boolean growing) {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            Optional<GzipFingerprint> held = fingerprint(file, channel);
            if (Identity.of(file.path()).equals(file.identity())) {
                return new Look(file.size(), file.modified(), held, growing ? State.GROWING : State.MAY_BE_WHOLE);
            }
        } catch (IOException e) {
            notYet(file, e);
        }
        // renamed since the scan, or not to be read: of no length, so that it is looked into at the next sweep again
        return new Look(-1, file.modified(), Optional.empty(), State.MAY_BE_WHOLE);
    }

    private static Optional<GzipFingerprint> fingerprint(FoundFile file, FileChannel channel) throws IOException {
        try {
            return Optional.of(GzipFingerprint.of(channel));
        } catch (EOFException | ZipException e) {
            notYet(file, e);
            return Optional.empty();
        }
    }

    private static void notYet(FoundFile file, IOException why) {
        log.atDebug()
                .addKeyValue("file", file.path())
                .addKeyValue("why", why.getMessage())
                .log("no gzip file yet");
    }

    /// Whether nothing of this has to be read where it is found: it was shipped, or is read elsewhere.
    boolean isKnown(GzipFingerprint held) {
        return settled.contains(held) || copies.containsKey(held) || open.contains(held);
    }

    /// How many first bytes of a log that is not compressed were shipped, or are, from a compressed copy of it: it was
    /// not seen before the copy was. A log that was written to since may well begin like one of old.
    long knownBytesOf(FileTailer log) throws IOException {
        long most = 0;
        for (Look look : looks.values()) {
            boolean mayBeCopy = look.holds()
                            .filter(held -> settled.contains(held) || shipping.contains(held))
                            .isPresent()
                    && look.modified().compareTo(log.modified()) >= 0;
            long length = mayBeCopy ? look.holds().get().unsignedLength() : 0;
            if (length > most && look.holds().get().isOf(log.channel())) {
                most = length;
            }
        }
        return most;
    }

    /// Whether some may not have been looked into yet.
    boolean isWaiting() {
        return waiting;
    }

    void opened(GzipFingerprint held) {
        open.add(held);
    }

    /// What an open file holds is shipped from there.
    void isShipped(GzipFingerprint held) {
        shipping.add(held);
    }

    void closed(GzipFingerprint held) {
        open.remove(held);
        shipping.remove(held);
    }

    /// It ends in the middle: somebody may still be writing it.
    void notWhole(FoundFile file) {
        looks.computeIfPresent(file.identity(), (_, look) -> look.now(State.BROKEN));
        if (toldBroken.add(file.identity())) {
            log.atInfo().addKeyValue("file", file.path()).log("not a whole gzip file (yet), it is not read");
        }
    }

    /// Nothing in the file is to be shipped.
    void settle(FoundFile file) {
        look(file).holds().ifPresent(this::settle);
    }

    /// Nothing of what a file holds is to be shipped any more.
    void settle(GzipFingerprint held) {
        settled.add(held);
    }

    /// The file is a copy of what is read elsewhere.
    void isCopy(GzipFingerprint held, Generation content) {
        copies.put(held, content);
    }

    /// Whether a compressed file holds what is read elsewhere.
    boolean haveCopyOf(Generation content) {
        return copies.containsValue(content);
    }

    /// A content is no longer read where it was: its copies may be needed.
    void lost(Generation content) {
        copies.values().removeIf(copied -> copied == content);
    }

    /// A content is shipped to its end.
    void finished(Generation content) {
        copies.forEach((held, copied) -> {
            if (copied == content) {
                settled.add(held);
            }
        });
        lost(content);
    }

    /// Forgets the compressed files that are gone, and after a while what they held; to be called when all that are
    /// there have
    /// been looked at.
    void retain(Set<Identity> present, long now) {
        looks.entrySet().removeIf(look -> !present.contains(look.getKey()) && !isSettled(look.getValue()));
        toldBroken.retainAll(present);
        Set<GzipFingerprint> held = new HashSet<>();
        boolean allKnown = true;
        for (Identity file : present) {
            Look look = looks.get(file);
            if (look != null) {
                allKnown &= look.holds().isPresent();
                look.holds().ifPresent(held::add);
            }
        }
        if (allKnown) {
            gone.keySet().removeAll(held);
            settled.removeIf(known -> isGone(known, held, now));
            copies.keySet().removeIf(known -> isGone(known, held, now));
            gone.keySet().removeIf(known -> !settled.contains(known) && !copies.containsKey(known));
        }
    }

    /// Whether what a file held is shipped: a log that it was made of may still wait to be looked at.
    private boolean isSettled(Look look) {
        return look.holds().filter(settled::contains).isPresent();
    }

    /// Whether no file holds it, and none has for some time.
    private boolean isGone(GzipFingerprint known, Set<GzipFingerprint> held, long now) {
        return !held.contains(known) && now - gone.computeIfAbsent(known, first -> now) > GONE_NANOS;
    }
}
