package io.podhelpers.logshipper.follow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One open file: kept open through renaming and deletion until all of it is read and delivered.
///
/// Only touched by the follower's thread.
final class FileTailer implements Closeable {
    /// So many first bytes are remembered, to find the file that another may be a copy of.
    private static final int OPENING = 64;

    private final Identity identity;
    private final LogBytes channel;
    private final boolean compressed;
    private Path path;
    private Generation generation;
    private byte[] opening = new byte[0];
    private long size;
    /// Its length when it was last seen to hold this content.
    private long contentSize;
    private FileTime modified;
    private boolean unread = true;
    private boolean recordWaits;
    private boolean unresolved = true;
    private boolean isNew = true;
    private boolean foreign;
    private @Nullable FileTailer original;
    private long waitingSinceNanos;
    private long sinceNanos;
    private @Nullable Long removedSinceNanos;

    private FileTailer(FoundFile file, LogBytes channel, long nowNanos) throws IOException {
        this.identity = file.identity();
        this.path = file.path();
        this.compressed = file.isGzip();
        this.size = compressed ? channel.size() : file.size();
        this.modified = file.modified();
        this.channel = channel;
        this.generation = new Generation(path.toString(), identity, Mark.START);
        this.sinceNanos = nowNanos;
    }

    /// Opens the file that was found.
    ///
    /// @return nothing if the name stands for another file by now: the next scan will tell
    static @Nullable FileTailer open(FoundFile file, long nowNanos) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file.path(), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            Identity now = Identity.of(file.path());
            if (now.equals(file.identity())) {
                LogBytes bytes = file.isGzip() ? new GzipBytes(channel) : new FileBytes(file, channel);
                return new FileTailer(file, bytes, nowNanos);
            }
            channel.close();
            return null;
        } catch (NoSuchFileException e) {
            channel.close();
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// What comes from standard input: it has no identity, and nothing of it is known again after a restart.
    static FileTailer of(StreamBytes stream, long nowNanos) throws IOException {
        FoundFile nowhere = new FoundFile(FollowSettings.STANDARD_INPUT, Identity.NOWHERE, 0, FileTime.fromMillis(0));
        FileTailer tailer = new FileTailer(nowhere, stream, nowNanos);
        tailer.continueWith(tailer.generation);
        return tailer;
    }

    /// Whether it is standard input.
    boolean isStream() {
        return channel instanceof StreamBytes;
    }

    /// Whether nothing more will come from standard input.
    boolean hasEnded() {
        return channel instanceof StreamBytes stream && stream.hasEnded();
    }

    /// The scan saw the file, under this name.
    ///
    /// @return whether it was written to since the last look
    boolean seen(FoundFile file, long nowNanos) {
        path = file.path();
        removedSinceNanos = null;
        if (channel instanceof FileBytes bytes) {
            bytes.isAt(path);
        }
        if (compressed || (file.size() == size && file.modified().equals(modified))) {
            return false;
        }
        size = file.size();
        modified = file.modified();
        grew(nowNanos);
        return true;
    }

    /// No name leads to the file any more; its bytes are there as long as it is open.
    ///
    /// @return whether it was written to since the last look
    boolean notSeen(long nowNanos) throws IOException {
        boolean removed = removedSinceNanos == null;
        if (removed) {
            removedSinceNanos = nowNanos;
        }
        long now = channel.size();
        if (now == size && !removed) {
            return false;
        }
        size = now;
        grew(nowNanos);
        return true;
    }

    /// Whether the file is closed because nothing happens to it; reading opens it again.
    boolean isResting() {
        return channel instanceof FileBytes file && file.isResting();
    }

    /// Whether nothing is to be done with it: what it holds is delivered, and nobody waits for it.
    boolean mayRest() {
        boolean shipped = generation.isDelivered() && generation.read().offset() == size;
        boolean waits = unread || recordWaits || original != null || foreign || isRemoved();
        return channel instanceof FileBytes file && !file.isResting() && shipped && !waits;
    }

    void rest() throws IOException {
        if (channel instanceof FileBytes file) {
            file.rest();
        }
    }

    /// Opens the file again if it is closed.
    ///
    /// @return false if it is under another name by now: the next scan will tell
    boolean awaken() throws IOException {
        try {
            channel.size();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// Whether the bytes are those of a gzip file: such a file never grows.
    boolean isCompressed() {
        return compressed;
    }

    /// What a compressed file holds.
    GzipFingerprint fingerprint() {
        if (channel instanceof GzipBytes gzip) {
            return gzip.fingerprint();
        }
        throw new IllegalStateException(path + ": not compressed (expected: a gzip file)");
    }

    /// There may be something to read.
    void grew(long nowNanos) {
        unread = true;
        sinceNanos = nowNanos;
    }

    void caughtUp() {
        unread = false;
    }

    /// Whether there are lines that are a record unless more of it comes.
    boolean leftRecord() {
        return recordWaits;
    }

    void leftRecord(boolean waits) {
        recordWaits = waits;
    }

    boolean mayHaveMore() {
        return unread && original == null && !foreign;
    }

    boolean isRemoved() {
        return removedSinceNanos != null;
    }

    /// How long nothing has happened to the file.
    long quietNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /// Ends the content that was read so far, the next one begins at the file's start.
    Generation restart() {
        Generation ended = generation;
        generation = new Generation(path.toString(), identity, Mark.START);
        opening = new byte[0];
        contentSize = 0;
        unread = true;
        recordWaits = false;
        unresolved = true; // somebody may be copying another log over this one
        isNew = channel instanceof FileBytes file && file.mayBeAnother();
        isStillItself();
        return ended;
    }

    /// The file holds what was read of it.
    void isStillItself() {
        if (channel instanceof FileBytes file) {
            file.isStillItself();
        }
    }

    /// Goes on with a content whose beginning was read elsewhere: from a checkpoint, or from the file this is
    /// a copy
    /// of.
    void continueWith(Generation content) {
        generation = content;
        original = null;
        unread = true;
        unresolved = false;
    }

    /// Begins with a content of which nothing was read, under the name that it had.
    void isStillTo(Generation content) {
        generation = content;
    }

    /// Whether it has bytes, and nobody has looked yet whose they are.
    boolean isUnknown() {
        return unresolved && isNew && size > 0;
    }

    /// Waits whether this is a copy that will take over: nothing is read until [#continueWith] or [#isItself].
    void isCopyOf(FileTailer tailer, long nowNanos) {
        original = tailer;
        waitingSinceNanos = nowNanos;
    }

    long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /// Nothing in it is ours to ship.
    void leaveAlone() {
        foreign = true;
    }

    boolean isForeign() {
        return foreign;
    }

    /// Whether it has not been asked yet whose content this is.
    boolean isUnresolved() {
        return unresolved;
    }

    /// Whether this is the first content of this file, as far as was seen.
    boolean isNew() {
        return isNew;
    }

    void resolved() {
        unresolved = false;
    }

    void isItself() {
        original = null;
        unread = true;
    }

    @Nullable
    FileTailer original() {
        return original;
    }

    /// Whether the other file's bytes, as many as there are now, are the first bytes of this one.
    boolean beginsWith(FileTailer other, long otherSize) throws IOException {
        if (otherSize == 0 || !sharesOpening(other) || otherSize > channel.size()) {
            return false;
        }
        int window = Mark.window(otherSize);
        return Arrays.equals(Mark.read(channel, 0, window), Mark.read(other.channel, 0, window))
                && Arrays.equals(
                        Mark.read(channel, otherSize - window, window),
                        Mark.read(other.channel, otherSize - window, window));
    }

    /// Whether the first bytes that are known of the two files are the same.
    boolean sharesOpening(FileTailer other) throws IOException {
        rememberOpening();
        other.rememberOpening();
        int common = Math.min(opening.length, other.opening.length);
        return common > 0 && Arrays.equals(opening, 0, common, other.opening, 0, common);
    }

    void rememberOpening() throws IOException {
        if (isResting()) {
            return; // nothing has happened to it
        }
        boolean known = opening.length == OPENING || (opening.length > 0 && opening.length >= size);
        if (known && generation.read().offset() > 0) {
            return;
        }
        byte[] now = Mark.read(channel, 0, OPENING);
        boolean same =
                now.length >= opening.length && Arrays.equals(now, 0, opening.length, opening, 0, opening.length);
        // else it was truncated since, and what is known is of the old content, unless nothing of that was read
        if (same || generation.isIn(channel, generation.read())) {
            opening = now;
        }
    }

    /// Learns more of the first bytes, so that this content is known again before a byte of it was read.
    void learnHead() throws IOException {
        Head known = generation.head();
        if (known.isWhole() || known.length() >= size) {
            return;
        }
        byte[] first = Mark.read(channel, 0, Mark.WINDOW);
        Mark read = generation.read();
        boolean readOn = read.offset() > Mark.WINDOW;
        int covered = Mark.window(read.offset());
        boolean whole = first.length >= covered && known.opens(first, first.length);
        if (whole && (readOn || Mark.checksum(first, 0, covered) == read.checksum())) {
            generation.knowHead(Head.of(first, first.length));
        }
    }

    Identity identity() {
        return identity;
    }

    LogBytes channel() {
        return channel;
    }

    Path path() {
        return path;
    }

    Generation generation() {
        return generation;
    }

    FileTime modified() {
        return modified;
    }

    /// The length at the last look.
    long size() {
        return size;
    }

    void sized(long bytes) {
        size = bytes;
    }

    /// How much of this content was there when it was last seen to be.
    long contentSize() {
        return contentSize;
    }

    /// As far as it is long now, the file holds this content.
    void holdsContent() {
        contentSize = size;
    }

    FileState state() {
        return new FileState(
                identity,
                path.toString(),
                size,
                generation.read().offset(),
                generation.acked().offset(),
                isRemoved(),
                isResting());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
