package io.podhelpers.redisambassador.shards;

import org.jspecify.annotations.Nullable;

/// One server of a pool, in the order of the configuration.
///
/// @param weight its share, 1 or more
/// @param name what nutcracker hashes in the server's place when it is given, null for the address
public record ShardServer(
        String host, int port, int weight, @Nullable String name) {

    /// What the continuum is made of: the name, or `host:port`, or `host` on memcached's own port as nutcracker does
    /// it.
    public String hashedName() {
        if (name != null) {
            return name;
        }
        return port == 11211 ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port + ":" + weight + (name == null ? "" : " " + name);
    }
}
