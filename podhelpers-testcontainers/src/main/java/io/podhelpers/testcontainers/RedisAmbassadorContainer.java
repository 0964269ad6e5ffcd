package io.podhelpers.testcontainers;

import java.net.URI;
import org.testcontainers.utility.DockerImageName;

/// Ambassador: one Redis server to look at, wherever the primary, the replicas or the shards behind it are.
///
/// ```java
/// RedisAmbassadorContainer redis = new RedisAmbassadorContainer()
///         .withNetwork(network)
///         .withUpstream("redis://primary:6379,replica:6379");
/// redis.start();
/// RedisClient client = RedisClient.create(redis.redisUri().toString());
/// ```
public final class RedisAmbassadorContainer extends HelperContainer<RedisAmbassadorContainer> {
    /// The port that speaks Redis's protocol.
    public static final int REDIS_PORT = 6379;

    /// The port of `/metrics` and the probes.
    public static final int ADMIN_PORT = 9116;

    /// The image of the version that this module was built with.
    public RedisAmbassadorContainer() {
        this(HelperImages.REDIS_AMBASSADOR);
    }

    public RedisAmbassadorContainer(DockerImageName image) {
        super(image, HelperImages.REDIS_AMBASSADOR, ADMIN_PORT);
        addExposedPort(REDIS_PORT);
        // in a Pod it listens for its neighbours only; here the test is outside
        setOption("--listen-address", "0.0.0.0:" + REDIS_PORT);
        setOption("--admin-listen-address", ":" + ADMIN_PORT);
    }

    /// The servers behind it, for example `redis://primary:6379,replica:6379`.
    public RedisAmbassadorContainer withUpstream(String uri) {
        return setOption("--upstream", uri);
    }

    /// Which servers reads go to: `primary`, `prefer-replica`, `replica`, `nearest` or `zone`.
    public RedisAmbassadorContainer withReadPolicy(String policy) {
        return setOption("--read-policy", policy);
    }

    /// What a Redis client of the test connects to.
    public URI redisUri() {
        return URI.create("redis://" + getHost() + ":" + getMappedPort(REDIS_PORT));
    }
}
