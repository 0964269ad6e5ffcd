package io.podhelpers.redisambassador.topology;

/// Why the topology should be looked at again at once.
public enum Reason {
    READONLY_REPLY,
    LOADING_REPLY,
    MASTERDOWN_REPLY,
    MOVED_REPLY,
    CONNECTION_LOST,
    TIMEOUT,
    /// A client reads what it has written, and no replica is known to have it.
    BEHIND_A_WRITE,
    ANNOUNCED,
    CONFIG_CHANGED,
    /// Somebody waits to read his own writes from a replica.
    OFFSET_WANTED
}
