package io.podhelpers.images;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// A real broker in a container, made of this machine's JDK and the class path that `log-shipper/receivers/kafka`
/// wrote;
/// it keeps its data when it is stopped.
final class KafkaServer extends GenericContainer<KafkaServer> {
    static final String ADDRESS = "kafka:9092";

    private static final Path CLASS_PATH = Path.of("../log-shipper/receivers/kafka/target/classpath");
    private static final String SETTINGS = """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@localhost:9093
            listeners=PLAINTEXT://:9092,CONTROLLER://:9093
            advertised.listeners=PLAINTEXT://%s
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            controller.listener.names=CONTROLLER
            log.dirs=/tmp/kafka
            offsets.topic.replication.factor=1
            num.partitions=3
            """.formatted(ADDRESS);

    KafkaServer(Network network) throws IOException {
        super(DockerImageName.parse("podhelpers-test/client:1"));
        String classPath = Files.readString(CLASS_PATH).strip();
        String javaHome = System.getProperty("java.home");
        String jars = directoryOfAll(classPath).toString();
        String java = javaHome + "/bin/java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp " + classPath + " ";
        withNetwork(network);
        withNetworkAliases("kafka");
        withFileSystemBind(javaHome, javaHome, BindMode.READ_ONLY);
        withFileSystemBind(jars, jars, BindMode.READ_ONLY);
        withCopyToContainer(Transferable.of(SETTINGS), "/etc/kafka.properties");
        withCommand(
                "bash",
                "-c",
                "set -e; [ -d /tmp/kafka ] || " + java + "kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ"
                        + " -c /etc/kafka.properties; exec " + java + "kafka.Kafka /etc/kafka.properties");
        waitingFor(Wait.forListeningPorts(9092).withStartupTimeout(Duration.ofMinutes(2)));
        withExposedPorts(9092);
    }

    private static Path directoryOfAll(String classPath) {
        return Arrays.stream(classPath.split(":"))
                .map(jar -> requireNonNull(Path.of(jar).toAbsolutePath().getParent(), jar))
                .reduce(KafkaServer::common)
                .orElseThrow();
    }

    private static Path common(Path one, Path other) {
        Path both = one;
        while (!other.startsWith(both)) {
            both = requireNonNull(both.getParent(), "the root holds all");
        }
        return both;
    }
}
