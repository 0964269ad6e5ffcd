package io.podhelpers.redisambassador.shards;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pool as nutcracker's configuration describes it.
///
/// @param listen as written, null if the file names none
/// @param hashTag two characters around the part of a key that is hashed, null for the whole key
/// @param autoEject whether a server that fails is left out until it is back
/// @param retryAfter how long it is left out
/// @param failureLimit after how many failures in a row
/// @param timeout for connecting and for a reply, null: none
public record ShardPool(
        String name,
        @Nullable String listen,
        List<ShardServer> servers,
        KeyHash hash,
        Distribution distribution,
        @Nullable String hashTag,
        boolean autoEject,
        Duration retryAfter,
        int failureLimit,
        @Nullable Duration timeout) {

    public ShardPool {
        servers = List.copyOf(servers);
    }
}
