package io.podhelpers.logshipper.follow;

/// What happens to the files, for metrics.
public interface FileEvents {
    /// Why bytes that were in a log can never be shipped.
    enum Loss {
        /// Cut off before they were read.
        TRUNCATED,
        /// The file was gone when the shipper came back.
        REMOVED_WHILE_STOPPED,
        /// Removed, and more was held open for that than is allowed.
        GIVEN_UP
    }

    void rotated();

    void truncated();

    void lost(Loss cause, long bytes);

    /// Nobody wants to know.
    static FileEvents unheard() {
        return new FileEvents() {
            @Override
            public void rotated() {}

            @Override
            public void truncated() {}

            @Override
            public void lost(Loss cause, long bytes) {}
        };
    }
}
