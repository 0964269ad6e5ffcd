package io.podhelpers.logshipper.sink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How the `kafka` sink produces; a validated part of the configuration.
///
/// @param brokers `host:port` of some brokers, separated by commas
/// @param gzip whether batches are compressed
/// @param timeout for one request to a broker
/// @param properties of the producer, beside those that delivery needs
/// @param propertiesFile more of them, such as credentials
/// @param tls certificates, if the brokers want TLS
/// @param host tells this machine's (or Pod's) logs from those of others
public record KafkaSettings(
        String brokers,
        String topic,
        boolean gzip,
        Duration timeout,
        Map<String, String> properties,
        Optional<Path> propertiesFile,
        Optional<TlsSettings> tls,
        String host) {
    public KafkaSettings {
        properties = Map.copyOf(properties);
    }
}
