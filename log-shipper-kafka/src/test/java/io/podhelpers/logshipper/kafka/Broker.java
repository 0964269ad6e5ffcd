package io.podhelpers.logshipper.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// A broker in a process of its own, with its own controller; it keeps its port and its data when it is killed.
final class Broker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final int port = FreePorts.next();
    private final int securePort = FreePorts.next();
    private final Path settings;
    private final List<String> java;
    private @Nullable Process process;

    Broker(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        java = List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Files.readString(Path.of("../log-shipper/receivers/kafka/target/classpath"))
                        .strip());
        int controller = FreePorts.next();
        settings = Files.writeString(directory.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,SECURE://127.0.0.1:%4$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SECURE://127.0.0.1:%4$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                offsets.topic.replication.factor=1
                num.partitions=3
                listener.name.secure.ssl.keystore.type=PEM
                listener.name.secure.ssl.keystore.location=%5$s
                listener.name.secure.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
                listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
                  required user_shipper="plain-secret";
                listener.name.secure.scram-sha-256.sasl.jaas.config=\
                  org.apache.kafka.common.security.scram.ScramLoginModule required;
                """.formatted(
                        port, controller, directory.resolve("data"), securePort, keyStore()));
        run(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        "AAAAAAAAAAAAAAAAAAAAAQ",
                        "-c",
                        settings.toString(),
                        "--add-scram",
                        "SCRAM-SHA-256=[name=shipper,password=scram-secret]")
                .waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// A certificate for 127.0.0.1 and its key in one file, as Kafka wants them.
    private Path keyStore() throws IOException {
        return Files.writeString(
                directory.resolve("broker.pem"),
                Files.readString(tlsFile("server.key")) + Files.readString(tlsFile("server.pem")));
    }

    static Path tlsFile(String name) {
        return Path.of("../log-shipper/src/test/resources/tls", name).toAbsolutePath();
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.log").toFile()))
                .start();
    }

    void start() throws IOException, InterruptedException {
        process = run("kafka.Kafka", settings.toString());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isOpen()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no broker:\n" + Files.readString(directory.resolve("broker.log")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isOpen() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /// Where it speaks TLS and wants a name and a password: `shipper` with `plain-secret` or, by SCRAM, `scram-secret`.
    String secureAddress() {
        return "127.0.0.1:" + securePort;
    }

    /// Reads the topic until that many different records have come.
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int different) {
        Map<String, Object> consumer = Map.of(
                "bootstrap.servers",
                address(),
                "auto.offset.reset",
                "earliest",
                "client.id",
                UUID.randomUUID().toString());
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> open =
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> partitions = open.partitionsFor(topic, PATIENCE);
            while (partitions.isEmpty() && System.nanoTime() < end) {
                partitions = open.partitionsFor(topic, PATIENCE); // the topic is being made
            }
            open.assign(partitions.stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList());
            while (ids.size() < different && System.nanoTime() < end) {
                open.poll(Duration.ofMillis(200)).forEach(record -> {
                    all.add(record);
                    ids.add(new String(record.headers().lastHeader("id").value(), UTF_8));
                });
            }
            open.poll(Duration.ofMillis(500)).forEach(all::add);
        }
        return all;
    }

    @Override
    public void close() {
        kill();
    }
}
