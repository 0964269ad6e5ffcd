package io.podhelpers.logshipper.sink;

/// Makes the `kafka` sink where its client library is on the class path: found as a service.
public interface KafkaSinks {
    /// Makes the sink.
    ///
    /// @throws io.podhelpers.runtime.UserError if the producer's configuration is none
    Sink open(KafkaSettings settings);
}
