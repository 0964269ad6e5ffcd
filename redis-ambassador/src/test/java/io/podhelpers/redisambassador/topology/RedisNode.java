package io.podhelpers.redisambassador.topology;

import com.github.dockerjava.api.model.ContainerNetwork;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/// A real Redis server, or Sentinel, in a container, reached by the address that it has on the engine's network: the
/// same that it announces to others.
public final class RedisNode extends GenericContainer<RedisNode> {
    private static final String IMAGE = "redis:8.0";

    private final int port;

    private RedisNode(int port, String... command) {
        super(IMAGE);
        this.port = port;
        withCommand(command);
        withExposedPorts(port);
        waitingFor(Wait.forListeningPort().withStartupTimeout(Duration.ofSeconds(60)));
    }

    /// A primary; with options of `redis-server`.
    public static RedisNode primary(String... options) {
        return new RedisNode(6379, server(options));
    }

    /// A node of a cluster that is still to be created.
    public static RedisNode ofCluster() {
        return primary("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
    }

    public static RedisNode replicaOf(RedisNode primary, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--replicaof", primary.ip() + " " + primary.port, "--repl-diskless-sync-delay", "0"));
        return new RedisNode(6379, server(all.toArray(String[]::new)));
    }

    private static String[] server(String... options) {
        List<String> command =
                new ArrayList<>(List.of("redis-server", "--save", "", "--repl-ping-replica-period", "1"));
        command.addAll(List.of(options));
        return command.toArray(String[]::new);
    }

    /// One of several Sentinels that need two votes.
    public static RedisNode sentinelOf(RedisNode primary, String master) {
        String configuration = String.join(
                "\n",
                "port 26379",
                "protected-mode no",
                "sentinel monitor " + master + " " + primary.ip() + " 6379 2",
                "sentinel down-after-milliseconds " + master + " 1000",
                "sentinel failover-timeout " + master + " 4000",
                "");
        return new RedisNode(26379, "redis-sentinel", "/data/sentinel.conf")
                .withCopyToContainer(Transferable.of(configuration, 0666), "/data/sentinel.conf");
    }

    public String ip() {
        return ip(this);
    }

    /// The address of any container on the engine's network.
    public static String ip(GenericContainer<?> container) {
        for (ContainerNetwork network :
                container.getContainerInfo().getNetworkSettings().getNetworks().values()) {
            String ip = network.getIpAddress();
            if (ip != null) {
                return ip;
            }
        }
        throw new IllegalStateException("no address");
    }

    public NodeAddress address() {
        return new NodeAddress(ip(), port);
    }

    /// What `redis-cli` prints.
    public String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        try {
            return execInContainer(command.toArray(String[]::new)).getStdout().strip();
        } catch (IOException e) {
            throw new UncheckedIOException("redis-cli " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Hangs: accepts, never answers.
    public void freeze() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    public void thaw() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }

    /// Ends at once, as by the power switch.
    public void kill() {
        getDockerClient().killContainerCmd(getContainerId()).exec();
    }
}
