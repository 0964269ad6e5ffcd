package io.podhelpers.redisambassador.table;

import java.util.Set;

/// The decision where a command goes: Redis's flags, and what we know that they do not say.
///
/// @param route without knowledge of the arguments
/// @param when what the arguments must be like for `otherwise`
/// @param otherwise where it goes if they are
/// @param whenAllowed where an administrator's command goes once allowed, else the same as `route`
record Routing(Route route, Condition when, Route otherwise, Route whenAllowed) {

    enum Condition {
        ALWAYS,
        /// Without the word BLOCK it does not block.
        WITHOUT_BLOCK,
        /// With keys it has an owner.
        WITH_KEYS
    }

    /// Answered from the session: they ask about, or change, the client's own connection.
    private static final Set<String> SESSION = Set.of(
            "auth",
            "hello",
            "select",
            "reset",
            "quit",
            "ping",
            "echo",
            "asking",
            "readonly",
            "readwrite",
            "client|getname",
            "client|setname",
            "client|setinfo",
            "client|id",
            "client|info",
            "client|list",
            "client|kill",
            "client|reply",
            "client|unblock",
            "client|no-evict",
            "client|no-touch");

    /// They leave state on the connection, turn it into something else, or ask for such state.
    private static final Set<String> LEASE = Set.of(
            "multi",
            "exec",
            "discard",
            "watch",
            "unwatch",
            "monitor",
            "subscribe",
            "psubscribe",
            "ssubscribe",
            "unsubscribe",
            "punsubscribe",
            "sunsubscribe",
            "client|tracking",
            "client|trackinginfo",
            "client|caching",
            "client|getredir");

    /// They change who serves what, end the server, or are made for servers among themselves.
    private static final Set<String> ADMIN = Set.of(
            "shutdown",
            "replicaof",
            "slaveof",
            "failover",
            "debug",
            "pfdebug",
            "pfselftest",
            "restore-asking",
            "module|load",
            "module|loadex",
            "module|unload");

    /// Of those, what takes the connection over.
    private static final Set<String> TAKE_OVER = Set.of("sync", "psync", "replconf", "script|debug");

    /// Reads with keys whose answer, or effect, belongs to one server: cursors, access statistics, memory layout, what
    /// a consumer did last, scripts that only the primary has loaded.
    private static final Set<String> BOUND_TO_ONE_SERVER = Set.of(
            "sscan",
            "hscan",
            "zscan",
            "touch",
            "object|encoding",
            "object|freq",
            "object|idletime",
            "object|refcount",
            "memory|usage",
            "xinfo|consumers",
            "eval_ro",
            "evalsha_ro");

    static Routing of(CommandFacts facts) {
        String name = facts.name();
        if (isAdmin(facts)) {
            Route allowed = TAKE_OVER.contains(name) ? Route.LEASE : Route.PRIMARY;
            return new Routing(Route.ADMIN, Condition.ALWAYS, Route.ADMIN, allowed);
        }
        if (SESSION.contains(name)) {
            return always(Route.SESSION);
        }
        if (facts.is(Flag.BLOCKING)) {
            return blocking(facts);
        }
        if (LEASE.contains(name)) {
            return always(Route.LEASE);
        }
        if (!isSafeOnReplica(facts)) {
            return always(Route.PRIMARY);
        }
        if (facts.is(Flag.NO_MANDATORY_KEYS)) {
            return new Routing(Route.PRIMARY, Condition.WITH_KEYS, Route.REPLICA, Route.PRIMARY);
        }
        return always(Route.REPLICA);
    }

    private static boolean isAdmin(CommandFacts facts) {
        return ADMIN.contains(facts.name())
                || TAKE_OVER.contains(facts.name())
                // what changes the cluster; CLUSTER INFO and the like do not carry the flag
                || (facts.name().startsWith("cluster|") && facts.is(Flag.ADMIN));
    }

    private static Routing blocking(CommandFacts facts) {
        return switch (facts.name()) {
            case "xread" -> new Routing(Route.LEASE, Condition.WITHOUT_BLOCK, Route.REPLICA, Route.LEASE);
            case "xreadgroup" -> new Routing(Route.LEASE, Condition.WITHOUT_BLOCK, Route.PRIMARY, Route.LEASE);
            default -> always(Route.LEASE);
        };
    }

    private static boolean isSafeOnReplica(CommandFacts facts) {
        return facts.is(Flag.READONLY)
                && !facts.is(Flag.WRITE)
                && !facts.is(Flag.ADMIN)
                && facts.keySpecs().stream().anyMatch(KeySpec::key)
                && touchesNothing(facts)
                && !BOUND_TO_ONE_SERVER.contains(facts.name());
    }

    /// `PFCOUNT` calls itself read-only and writes its cache into the key. Modules tell nothing about their keys' use.
    private static boolean touchesNothing(CommandFacts facts) {
        return facts.is(Flag.MODULE)
                || facts.keySpecs().stream().noneMatch(spec -> spec.access() == KeySpec.Access.WRITE);
    }

    private static Routing always(Route route) {
        return new Routing(route, Condition.ALWAYS, route, route);
    }

    Route route(CommandFacts facts, Arguments arguments) {
        return switch (when) {
            case ALWAYS -> route;
            case WITHOUT_BLOCK -> Blocking.asks(arguments) ? route : otherwise;
            case WITH_KEYS -> KeySearch.hasKeys(facts, arguments) ? otherwise : route;
        };
    }
}
