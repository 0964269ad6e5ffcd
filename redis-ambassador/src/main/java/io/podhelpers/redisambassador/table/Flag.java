package io.podhelpers.redisambassador.table;

import java.util.Locale;

/// What Redis says about a command: the flags of `COMMAND`'s reply.
public enum Flag {
    WRITE,
    READONLY,
    DENYOOM,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    BLOCKING,
    LOADING,
    STALE,
    FAST,
    NO_AUTH,
    MOVABLEKEYS,
    ASKING,
    MODULE,
    ALLOW_BUSY,
    NO_ASYNC_LOADING,
    NO_MULTI,
    NO_MANDATORY_KEYS,
    SKIP_MONITOR,
    SKIP_SLOWLOG;

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    private final int bit = 1 << ordinal();

    private final String word = name().toLowerCase(Locale.ROOT);

    int bit() {
        return bit;
    }

    /// As Redis writes it: `no_async_loading`.
    String word() {
        return word;
    }
}
