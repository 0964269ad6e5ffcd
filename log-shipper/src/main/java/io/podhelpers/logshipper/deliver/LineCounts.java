package io.podhelpers.logshipper.deliver;

import java.time.Duration;

/// What becomes of the lines, for metrics. Any thread.
///
/// `read = shipped + filtered + dead-lettered + lost + in flight` at any time.
public interface LineCounts {
    /// Why a line that was read is not shipped.
    enum Loss {
        /// Over the limit of a line, with `--long-lines skip`.
        TOO_LONG,
        /// The receiver will not have it, and there is no dead-letter file.
        REJECTED,
        /// The limit of retries was reached, and there is no dead-letter file.
        RETRIES
    }

    void read(long lines, long bytes);

    void filtered(long lines);

    void unparsed(String parser, long lines);

    void shipped(long lines, long bytes);

    void deadLettered(long lines);

    void lost(Loss cause, long lines);

    void retried();

    void batch(Duration took);
}
