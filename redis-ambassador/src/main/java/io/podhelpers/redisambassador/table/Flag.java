package io.podhelpers.redisambassador.table;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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

    private static final Map<String, Integer> BITS = bits();

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

    /// The bit of a word of Redis's; none for a word that we do not know.
    static int bit(String word) {
        return BITS.getOrDefault(word, 0);
    }

    private static Map<String, Integer> bits() {
        Map<String, Integer> bits = new HashMap<>();
        for (Flag flag : values()) {
            bits.put(flag.word, flag.bit);
        }
        return Map.copyOf(bits);
    }
}
