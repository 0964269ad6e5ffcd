package io.podhelpers.redisambassador.table;

/// Which of several servers a command without a single owner concerns: the tip `request_policy`.
public enum RequestPolicy {
    /// By its keys, or any one server when it has none.
    DEFAULT,
    ALL_NODES,
    ALL_SHARDS,
    MULTI_SHARD,
    SPECIAL
}
