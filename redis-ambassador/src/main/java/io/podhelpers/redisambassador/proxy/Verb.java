package io.podhelpers.redisambassador.proxy;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The commands that mean something to the ambassador itself.
enum Verb {
    AUTH,
    HELLO,
    SELECT,
    RESET,
    QUIT,
    CLIENT_GETNAME,
    CLIENT_SETNAME,
    CLIENT_SETINFO,
    CLIENT_ID,
    CLIENT_INFO,
    CLIENT_LIST,
    CLIENT_KILL,
    CLIENT_UNBLOCK,
    CLIENT_PAUSE,
    CLIENT_UNPAUSE,
    CLIENT_REPLY,
    CLIENT_NO_EVICT,
    CLIENT_NO_TOUCH,
    CLIENT_TRACKING,
    CLIENT_TRACKINGINFO,
    CLIENT_CACHING,
    CLIENT_GETREDIR,
    MULTI,
    EXEC,
    DISCARD,
    WATCH,
    UNWATCH,
    SUBSCRIBE,
    PSUBSCRIBE,
    SSUBSCRIBE,
    UNSUBSCRIBE,
    PUNSUBSCRIBE,
    SUNSUBSCRIBE,
    MONITOR,
    SYNC,
    PSYNC,
    REPLCONF,
    SCRIPT_DEBUG,
    WAIT,
    WAITAOF,
    OTHER;

    private static final Map<String, Verb> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Verb::commandName, Function.identity()));

    private String commandName() {
        return name().toLowerCase(Locale.ROOT)
                .replaceFirst("^(client|script)_", "$1|")
                .replace('_', '-');
    }

    /// @param name as the command table has it: `client|setname`
    static Verb of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }
}
