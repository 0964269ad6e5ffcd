package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.RedisAmbassadorContainer;

/// The ambassador's image with every buffer watched: whoever stops it fails if one was not released.
final class Watched {
    private Watched() {}

    static RedisAmbassadorContainer ambassador() {
        RedisAmbassadorContainer ambassador = new RedisAmbassadorContainer();
        ambassador.withEnv("JDK_JAVA_OPTIONS", "-Dio.netty.leakDetection.level=paranoid");
        return ambassador;
    }

    /// Stops it, and reads in its log what was lost.
    static void stop(RedisAmbassadorContainer ambassador) {
        String log = ambassador.getContainerId() == null ? "" : ambassador.getLogs();
        ambassador.stop();
        assertThat(log.lines().filter(line -> line.contains("LEAK")))
                .as("buffers that were not released")
                .isEmpty();
    }
}
