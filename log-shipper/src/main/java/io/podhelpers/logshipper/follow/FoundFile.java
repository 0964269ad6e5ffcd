package io.podhelpers.logshipper.follow;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A regular file that the patterns name, as it was at the scan.
///
/// @param path the name that matched
/// @param identity which file it is
/// @param size its length in bytes
/// @param modified when it was written last
record FoundFile(Path path, Identity identity, long size, FileTime modified) {
    /// Whether it is a rotated log that was compressed.
    boolean isGzip() {
        return path.toString().endsWith(".gz");
    }
}
