package io.podhelpers.redisambassador.shards;

/// How hashes are spread over the servers.
public enum Distribution {
    KETAMA,
    MODULA,
    RANDOM
}
