package io.podhelpers.logshipper.sink;

import java.io.Closeable;
import java.io.IOException;

/// A receiver of records. [#send] and [#close] are called by one thread, [#settle] and [#abort] by any.
public interface Sink extends Closeable {
    /// Sends some of the records, in their order, and waits for the receiver's word.
    ///
    /// @param first the first record
    /// @param end behind the last record
    SendOutcome send(Records records, int first, int end);

    /// Makes what was delivered outlast a crash of this machine; called before a checkpoint says that it was
    /// delivered.
    default void settle() throws IOException {}

    /// Ends a [#send] that is under way with a retry, as soon as can be: time is up.
    default void abort() {}

    /// The name in options and metrics.
    String name();
}
