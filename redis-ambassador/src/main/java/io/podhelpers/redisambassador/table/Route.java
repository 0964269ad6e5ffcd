package io.podhelpers.redisambassador.table;

/// Where a command goes, as far as that can be told from the command alone.
public enum Route {
    /// To the primary: every write, and everything that is not surely harmless elsewhere.
    PRIMARY,

    /// A read that any server with the same data answers alike: to a replica, if policy and consistency allow.
    REPLICA,

    /// Needs a connection of its own to the primary: it blocks, subscribes, or leaves state on the connection.
    LEASE,

    /// Answered by the ambassador from the client's session.
    SESSION,

    /// Hidden unless the administrator's commands are allowed; then see [Command#routeWhenAllowed].
    ADMIN
}
