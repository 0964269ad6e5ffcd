package io.podhelpers.logshipper.follow;

import org.jspecify.annotations.Nullable;

/// A content that is in no open file now: from the checkpoint, or cut off by a truncation. A file that is
/// found to hold
/// it (the renamed log, the copy) goes on with it.
///
/// @param generation how far it was read and delivered
/// @param identity the file that held it, if it may still do so
/// @param size how long it was at the last look
/// @param sinceNanos when it was lost sight of
record Remembered(Generation generation, @Nullable Identity identity, long size, long sinceNanos) {
    /// When what was not read has been told as lost.
    Remembered withoutUnread() {
        return new Remembered(
                generation, identity, Math.min(size, generation.read().offset()), sinceNanos);
    }

    /// What was there and has not been read.
    long unreadBytes() {
        return Math.max(0, size - generation.read().offset());
    }
}
