package io.podhelpers.logshipper.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.logshipper.sink.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// A real broker.
final class KafkaSinkIT extends WithBroker {
    private Sink sink(String topic) {
        return new KafkaSinkProvider()
                .open(new KafkaSettings(
                        broker().address(),
                        topic,
                        true,
                        Duration.ofSeconds(5),
                        Map.of("retry.backoff.ms", "50"),
                        Optional.empty(),
                        Optional.empty(),
                        "web-0"));
    }

    private static Records records(int from, int to) {
        Records records = new Records(1024 * 1024);
        IntStream.range(from, to).forEach(i -> {
            records.json().put(("{\"n\":" + i + "}").getBytes(US_ASCII));
            records.end(7, i * 100L);
        });
        return records;
    }

    private static List<Integer> numbers(List<ConsumerRecord<byte[], byte[]>> messages) {
        return messages.stream()
                .map(message -> new String(message.value(), UTF_8).replaceAll("[^0-9]", ""))
                .map(Integer::parseInt)
                .toList();
    }

    private static void deliver(Sink sink, Records all) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        Records records = all;
        while (records.count() > 0) {
            records = switch (sink.send(records, 0, records.count())) {
                case SendOutcome.Delivered _ -> new Records(1);
                case Partly partly -> records.pick(0, partly.again());
                case Retry _ -> records;
                default -> throw new AssertionError("neither delivered nor to be sent again");
            };
            assertThat(System.nanoTime()).as("within 90 s").isLessThan(end);
        }
    }

    @Test
    void theLinesOfALogAreInOnePartitionInOrderEachWithItsName() throws IOException, InterruptedException {
        try (Sink sink = sink("ordered")) {
            deliver(sink, records(0, 5_000));
            deliver(sink, records(5_000, 6_000));
        }
        List<ConsumerRecord<byte[], byte[]>> messages = broker().read("ordered", 6_000);

        assertThat(numbers(messages)).hasSize(6_000).isSorted();
        assertThat(messages)
                .extracting(ConsumerRecord::partition)
                .containsOnly(messages.getFirst().partition());
        assertThat(new String(messages.get(1).headers().lastHeader("id").value(), UTF_8))
                .isEqualTo("web-0-7-64");
    }

    @Test
    void aBrokerThatIsKilledCostsNothingAndMakesNoCopies() throws IOException, InterruptedException {
        try (Sink sink = sink("killed")) {
            deliver(sink, records(0, 1_000));
            broker().kill();
            assertThat(sink.send(records(1_000, 1_010), 0, 10)).isInstanceOf(Retry.class);
            broker().start();
            deliver(sink, records(1_000, 1_010));
            deliver(sink, records(1_010, 2_000));
        }
        assertThat(numbers(broker().read("killed", 2_000))).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void refusesOnlyTheRecordThatIsTooLarge() throws IOException, InterruptedException {
        Records records = records(1, 2);
        byte[] large = new byte[2 * 1024 * 1024]; // the broker takes 1 MiB, and this is not to be compressed
        new Random(1).nextBytes(large);
        records.json().put(large);
        records.end(7, 150);
        records.json().put("{\"n\":2}".getBytes(US_ASCII));
        records.end(7, 200);
        try (Sink sink = sink("large")) {
            deliver(sink, records(0, 1)); // makes the topic
            SendOutcome outcome = sink.send(records, 0, 3);
            assertThat(outcome).isInstanceOfSatisfying(Partly.class, partly -> {
                assertThat(partly.refused().stream()).containsExactly(1);
                assertThat(partly.again().isEmpty()).isTrue();
                assertThat(partly.whyRefused()).isEqualTo("RecordTooLargeException");
            });
        }
        assertThat(numbers(broker().read("large", 3))).containsExactly(0, 1, 2);
    }

    @Test
    void theWholeProgramFindsItsSink() throws IOException, InterruptedException {
        Path logs = Files.createDirectory(directory().resolve("logs"));
        Files.writeString(
                logs.resolve("x.log"),
                IntStream.range(0, 1000).mapToObj(Integer::toString).reduce("", (all, line) -> all + line + "\n"));
        Process shipper = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.podhelpers.logshipper.Main",
                        "--admin-listen-address=127.0.0.1:0",
                        "--input=" + logs + "/*.log",
                        "--sink=kafka",
                        "--kafka-brokers=" + broker().address(),
                        "--kafka-topic=program",
                        "--drain-quiet=100ms")
                .redirectErrorStream(true)
                .redirectOutput(directory().resolve("shipper.log").toFile())
                .start();
        try {
            assertThat(broker().read("program", 1000)).hasSize(1000);
            shipper.destroy();
            assertThat(shipper.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shipper.exitValue())
                    .as(Files.readString(directory().resolve("shipper.log")))
                    .isZero();
        } finally {
            shipper.destroyForcibly();
        }
    }
}
