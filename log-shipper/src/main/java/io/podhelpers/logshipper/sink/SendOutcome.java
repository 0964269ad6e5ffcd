package io.podhelpers.logshipper.sink;

import java.time.Duration;
import java.util.Optional;

/// What came of sending a batch.
public sealed interface SendOutcome {
    /// The receiver has it.
    record Delivered() implements SendOutcome {}

    /// The receiver may take it later.
    ///
    /// @param why for the log, the same words for the same trouble
    /// @param after how long the receiver asked to wait
    record Retry(String why, Optional<Duration> after) implements SendOutcome {}

    /// The receiver will never take it as it is.
    ///
    /// @param tooLarge whether fewer records at a time may help
    record Rejected(String why, boolean tooLarge) implements SendOutcome {}

    SendOutcome DELIVERED = new Delivered();

    static SendOutcome retry(String why) {
        return new Retry(why, Optional.empty());
    }
}
