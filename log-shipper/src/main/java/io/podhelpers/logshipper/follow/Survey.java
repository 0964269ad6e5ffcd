package io.podhelpers.logshipper.follow;

import java.util.List;

/// How checkpoint and files compare, with nothing read and nothing changed.
///
/// @param files every file that matches, and how much of it is delivered
/// @param missing contents that the checkpoint knows and no file holds
public record Survey(List<FileState> files, List<Missing> missing) {
    public Survey {
        files = List.copyOf(files);
        missing = List.copyOf(missing);
    }

    /// A content that no file holds.
    ///
    /// @param log the path under which the content was first found
    /// @param bytes what was seen of it and not delivered
    public record Missing(String log, long bytes) {}

    public long unshippedBytes() {
        return files.stream().mapToLong(FileState::lagBytes).sum();
    }

    public long missingBytes() {
        return missing.stream().mapToLong(Missing::bytes).sum();
    }
}
