package io.podhelpers.logshipper.follow;

import java.util.List;

/// How far each file has been delivered.
///
/// @param entries one for each content that is followed or remembered
public record Checkpoint(List<Entry> entries) {
    /// How far one content has been delivered.
    ///
    /// @param log the path that records of this content are shipped with
    /// @param identity the file that holds it
    /// @param acked everything before this place was delivered
    /// @param head checksum of the first [Mark#WINDOW] bytes, 0 when fewer are known
    /// @param headKnown whether `head` says something
    /// @param size the file's length at the last look
    public record Entry(String log, Identity identity, Mark acked, int head, boolean headKnown, long size) {}

    public static Checkpoint empty() {
        return new Checkpoint(List.of());
    }
}
