package io.podhelpers.logshipper.follow;

/// How it stands with one open file.
///
/// @param identity which file it is
/// @param path its name now
/// @param size its length at the last look
/// @param read up to where it was read
/// @param acked up to where it was delivered
/// @param removed whether no name leads to it any more
/// @param resting whether it is closed while nothing happens to it
public record FileState(
        Identity identity, String path, long size, long read, long acked, boolean removed, boolean resting) {
    /// Bytes in the file that have not been delivered.
    public long lagBytes() {
        return Math.max(0, size - acked);
    }
}
