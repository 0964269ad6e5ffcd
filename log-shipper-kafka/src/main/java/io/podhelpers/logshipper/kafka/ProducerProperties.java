package io.podhelpers.logshipper.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.TlsSettings;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;

/// The producer's configuration: what delivery needs cannot be overridden, all else can.
final class ProducerProperties {
    private static final int BUFFER_BYTES = 8 * 1024 * 1024;
    private static final int BATCH_BYTES = 128 * 1024;
    private static final int LARGEST_REQUEST = 8 * 1024 * 1024;

    private ProducerProperties() {}

    static Map<String, Object> of(KafkaSettings settings) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0); // batches are made before
        all.put(ProducerConfig.CLIENT_ID_CONFIG, "log-shipper");
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.gzip() ? "gzip" : "none");
        settings.tls().ifPresent(tls -> putTls(tls, all));
        settings.propertiesFile().ifPresent(file -> putFile(file, all));
        all.putAll(settings.properties());
        int millis = Math.toIntExact(settings.timeout().toMillis());
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE); // giving up is the courier's to decide
        return all;
    }

    private static void putTls(TlsSettings tls, Map<String, Object> all) {
        all.put("security.protocol", "SSL");
        tls.caFile().ifPresent(file -> {
            all.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            all.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        });
        if (tls.certificateFile().isPresent() && tls.keyFile().isPresent()) {
            all.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            all.put(
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    text(tls.certificateFile().get()));
            all.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(tls.keyFile().get()));
        }
        if (tls.insecure()) {
            all.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError("cannot read " + file, e);
        }
    }

    private static void putFile(Path file, Map<String, Object> all) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file, UTF_8)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError("--kafka-properties-file: cannot read " + file, e);
        }
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
    }
}
