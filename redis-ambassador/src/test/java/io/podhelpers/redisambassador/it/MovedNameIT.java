package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/// A name that has come to mean another address, as a Service's or a managed server's does.
class MovedNameIT {
    private static GenericContainer<?> redis(Network network) {
        GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse("redis:8.0"))
                .withNetwork(network)
                .withNetworkAliases("redis")
                .withExposedPorts(6379)
                .withCommand("redis-server", "--save", "");
        redis.start();
        return redis;
    }

    @Test
    void theServerIsFoundAtItsNewAddress() throws IOException {
        try (Network network = Network.newNetwork();
                GenericContainer<?> before = redis(network);
                RedisAmbassadorContainer ambassador =
                        Watched.ambassador().withUpstream("redis://redis:6379").withNetwork(network)) {
            ambassador.start();
            try (Connection client = new Connection(ambassador.getHost(), ambassador.getMappedPort(6379))) {
                assertThat(client.ask("SET", "a", "1")).isEqualTo("+OK\r\n");
                try (GenericContainer<?> after = redis(network)) { // before the other goes: it cannot get its address
                    before.stop();
                    long moved = System.nanoTime();
                    RedisSet.until("the new server answers", () -> isWritten(client));
                    assertThat(System.nanoTime() - moved).isLessThan(25_000_000_000L); // a resolver's cache
                    try (Connection direct = new Connection(after.getHost(), after.getMappedPort(6379))) {
                        assertThat(direct.ask("GET", "b")).isEqualTo("$1\r\n2\r\n");
                    }
                }
            }
            Watched.stop(ambassador);
        }
    }

    private static boolean isWritten(Connection client) {
        try {
            return client.ask("SET", "b", "2").equals("+OK\r\n");
        } catch (IOException e) {
            throw new AssertionError("the client was dropped", e);
        }
    }
}
