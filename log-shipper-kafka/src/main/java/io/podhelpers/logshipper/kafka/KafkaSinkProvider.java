package io.podhelpers.logshipper.kafka;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.KafkaSinks;
import io.podhelpers.logshipper.sink.Sink;

/// What the plain program finds when the client library is there.
public final class KafkaSinkProvider implements KafkaSinks {
    @Override
    public Sink open(KafkaSettings settings) {
        return new KafkaSink(settings);
    }
}
