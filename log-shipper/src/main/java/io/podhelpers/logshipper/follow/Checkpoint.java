package io.podhelpers.logshipper.follow;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How far each file has been delivered.
///
/// @param entries one for each content that is followed or remembered
/// @param archives compressed logs of which nothing is to be shipped any more
public record Checkpoint(List<Entry> entries, Set<GzipFingerprint> archives) {
    public Checkpoint {
        entries = List.copyOf(entries);
        archives = Collections.unmodifiableSet(new LinkedHashSet<>(archives)); // in their order
    }

    /// How far one content has been delivered.
    ///
    /// @param log the path that records of this content are shipped with
    /// @param identity the file that holds it
    /// @param id the content's own, 0 if it has none yet
    /// @param acked everything before this place was delivered
    /// @param head the first bytes, as far as they were seen
    /// @param size the file's length at the last look
    public record Entry(String log, Identity identity, long id, Mark acked, Head head, long size) {}

    public static Checkpoint empty() {
        return new Checkpoint(List.of(), Set.of());
    }
}
