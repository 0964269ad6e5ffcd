package io.podhelpers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/// An application's Redis client against the ambassador that it has in its Pod.
@Testcontainers
final class RedisAmbassadorExampleIT {
    static final Network NETWORK = Network.newNetwork();

    @Container
    static final GenericContainer<?> PRIMARY = new GenericContainer<>(DockerImageName.parse("redis:8.0"))
            .withNetwork(NETWORK)
            .withNetworkAliases("primary")
            .withExposedPorts(6379);

    @Container
    static final RedisAmbassadorContainer REDIS = new RedisAmbassadorContainer()
            .withNetwork(NETWORK)
            .withUpstream("redis://primary:6379")
            .withReadPolicy("prefer-replica")
            .dependsOn(PRIMARY);

    @Test
    void theApplicationTalksToOneRedis() throws Exception {
        try (RedisClient client = RedisClient.create(REDIS.redisUri().toString());
                StatefulRedisConnection<String, String> redis = client.connect()) {
            redis.sync().set("greeting", "hello");

            assertThat(redis.sync().get("greeting")).isEqualTo("hello");
        }
        assertThat(PRIMARY.execInContainer("redis-cli", "get", "greeting").getStdout())
                .isEqualTo("hello\n");
    }
}
