package io.podhelpers.logshipper.follow;

/// What happens to the files, for metrics.
public interface FileEvents {
    /// Why bytes that were in a log can never be shipped.
    enum Loss {
        /// Cut off before they were read.
        TRUNCATED,
        /// The file was gone when the shipper came back.
        REMOVED_WHILE_STOPPED
    }

    void rotated();

    void truncated();

    void lost(Loss cause, long bytes);
}
