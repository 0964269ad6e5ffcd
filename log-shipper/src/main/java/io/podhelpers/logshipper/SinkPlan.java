package io.podhelpers.logshipper;

import io.podhelpers.logshipper.sink.SharedFiles;
import io.podhelpers.logshipper.sink.Sink;
import java.time.InstantSource;

/// A sink that can be made, its settings checked.
@FunctionalInterface
interface SinkPlan {
    /// Makes the sink.
    ///
    /// @param files the files that several sinks write to
    /// @throws io.podhelpers.runtime.UserError if a certificate or a secret cannot be read
    Sink open(SharedFiles files, InstantSource clock);
}
