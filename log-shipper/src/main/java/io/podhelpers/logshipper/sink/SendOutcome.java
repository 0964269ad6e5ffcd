package io.podhelpers.logshipper.sink;

import java.time.Duration;
import java.util.BitSet;
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

    /// The receiver judged each record by itself; it has those that are in neither set.
    ///
    /// @param again those it may take later, counted from the first that was sent
    /// @param refused those it will never take
    /// @param after how long the receiver asked to wait
    record Partly(BitSet again, String whyAgain, BitSet refused, String whyRefused, Optional<Duration> after)
            implements SendOutcome {}

    /// The receiver has the batch without some records, and does not say which: they are lost.
    record Thinned(int lost, String why) implements SendOutcome {}

    SendOutcome DELIVERED = new Delivered();

    static SendOutcome retry(String why) {
        return new Retry(why, Optional.empty());
    }
}
