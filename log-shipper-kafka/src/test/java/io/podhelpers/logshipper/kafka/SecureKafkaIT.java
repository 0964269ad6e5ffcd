package io.podhelpers.logshipper.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome;
import io.podhelpers.logshipper.sink.SendOutcome.Delivered;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.logshipper.sink.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A real broker that speaks TLS and lets in who knows a password.
final class SecureKafkaIT extends WithBroker {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

    /// The login is in a file, so that no command line shows the password.
    private Sink sink(String topic, String mechanism, String module, String password, String authority)
            throws IOException {
        Path login = Files.writeString(
                directory().resolve(topic + ".properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=%s
                sasl.jaas.config=%s required username="shipper" password="%s";
                """.formatted(mechanism, module, password));
        TlsSettings tls =
                new TlsSettings(Optional.of(Broker.tlsFile(authority)), Optional.empty(), Optional.empty(), false);
        return new KafkaSinkProvider()
                .open(new KafkaSettings(
                        broker().secureAddress(),
                        topic,
                        false,
                        Duration.ofSeconds(5),
                        Map.of("retry.backoff.ms", "50"),
                        Optional.of(login),
                        Optional.of(tls),
                        "web-0"));
    }

    private static Records record() {
        Records records = new Records(1024);
        records.json().put("{\"n\":1}".getBytes(US_ASCII));
        records.end(7, 0);
        return records;
    }

    private static void deliver(Sink sink) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        SendOutcome last = sink.send(record(), 0, 1);
        while (!isDelivered(last) && System.nanoTime() < end) {
            last = sink.send(record(), 0, 1); // the topic is being made
        }
        assertThat(isDelivered(last)).as(last.toString()).isTrue();
    }

    private static boolean isDelivered(SendOutcome outcome) {
        return outcome instanceof Delivered
                || (outcome instanceof Partly partly
                        && partly.again().isEmpty()
                        && partly.refused().isEmpty());
    }

    @Test
    void letsInByPlainOverTls() throws IOException, InterruptedException {
        try (Sink sink = sink("plain", "PLAIN", PLAIN, "plain-secret", "ca.pem")) {
            deliver(sink);
        }
        assertThat(broker().read("plain", 1)).isNotEmpty();
    }

    @Test
    void letsInByScramOverTls() throws IOException, InterruptedException {
        try (Sink sink = sink("scram", "SCRAM-SHA-256", SCRAM, "scram-secret", "ca.pem")) {
            deliver(sink);
        }
        assertThat(broker().read("scram", 1)).isNotEmpty();
    }

    @Test
    void aWrongPasswordOrAnUnknownAuthorityIsTriedAgainAndNothingIsGivenUp() throws IOException, InterruptedException {
        try (Sink sink = sink("scram-wrong", "SCRAM-SHA-256", SCRAM, "guessed", "ca.pem")) {
            assertThat(isGivenUpOrDelivered(sink.send(record(), 0, 1))).isFalse();
        }
        try (Sink sink = sink("plain-stranger", "PLAIN", PLAIN, "plain-secret", "stranger.pem")) {
            assertThat(isGivenUpOrDelivered(sink.send(record(), 0, 1))).isFalse();
        }
    }

    private static boolean isGivenUpOrDelivered(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Retry _ -> false;
            case Partly partly -> partly.again().isEmpty();
            case Delivered _, SendOutcome.Rejected _, SendOutcome.Thinned _ -> true;
        };
    }
}
