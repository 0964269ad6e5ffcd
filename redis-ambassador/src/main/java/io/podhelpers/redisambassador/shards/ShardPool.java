package io.podhelpers.redisambassador.shards;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A pool as nutcracker's configuration describes it.
///
/// @param listen as written, null if the file names none
/// @param hashTag two characters around the part of a key that is hashed, null for the whole key
/// @param eject what becomes of the keys of a server that fails
/// @param retryAfter how long after a failure it is tried again
/// @param failureLimit after how many failures in a row it counts as failed
/// @param timeout for connecting and for a reply, null: none
/// @param preconnect whether to connect before the first request
/// @param clientConnections more clients than these are refused, 0: no limit of its own
public record ShardPool(
        String name,
        @Nullable String listen,
        List<ShardServer> servers,
        KeyHash hash,
        Distribution distribution,
        @Nullable String hashTag,
        Eject eject,
        Duration retryAfter,
        int failureLimit,
        @Nullable Duration timeout,
        boolean preconnect,
        int clientConnections) {

    /// What becomes of the keys of a server that fails.
    public enum Eject {
        /// They cannot be reached until it is back.
        ERROR,
        /// The other servers take its share until it is back, as nutcracker's `auto_eject_hosts` has it.
        REMAP,
        /// One of its replicas answers reads; writes are answered with an error.
        REPLICA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ShardPool {
        servers = List.copyOf(servers);
    }

    public ShardPool with(Eject other) {
        return new ShardPool(
                name,
                listen,
                servers,
                hash,
                distribution,
                hashTag,
                other,
                retryAfter,
                failureLimit,
                timeout,
                preconnect,
                clientConnections);
    }
}
