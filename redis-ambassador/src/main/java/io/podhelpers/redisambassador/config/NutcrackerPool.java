package io.podhelpers.redisambassador.config;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One pool of nutcracker's file while its directives are read. Defaults are nutcracker's.
final class NutcrackerPool {
    private final String name;
    private final String file;
    private final List<ShardServer> servers = new ArrayList<>();
    private @Nullable String listen;
    private KeyHash hash = KeyHash.FNV1A_64;
    private Distribution distribution = Distribution.KETAMA;
    private @Nullable String hashTag;
    private @Nullable Duration timeout;
    private boolean autoEject;
    private Duration retryAfter = Duration.ofSeconds(30);
    private int failureLimit = 2;
    private boolean preconnect;
    private int clientConnections;
    private boolean redis;
    private @Nullable String password;
    private int database;

    NutcrackerPool(String name, String file) {
        this.name = name;
        this.file = file;
    }

    void set(String directive, Object value) {
        if (directive.equals("servers")) {
            addServers(value);
            return;
        }
        if (!(value instanceof String text)) {
            throw refuse(directive, "has an invalid value");
        }
        switch (directive) {
            case "listen" -> listen = text;
            case "hash" -> hash = hash(text);
            case "hash_tag" -> hashTag = hashTag(text);
            case "distribution" -> distribution = distribution(text);
            case "timeout" -> timeout = Duration.ofMillis(number(directive, text));
            case "auto_eject_hosts" -> autoEject = bool(directive, text);
            case "server_retry_timeout" -> retryAfter = Duration.ofMillis(number(directive, text));
            case "server_failure_limit" -> failureLimit = number(directive, text);
            case "redis" -> redis = bool(directive, text);
            case "redis_auth" -> password = text;
            case "redis_db" -> database = number(directive, text);
            case "client_connections" -> clientConnections = number(directive, text);
            case "backlog" -> number(directive, text);
            case "server_connections" -> positive(number(directive, text));
            case "preconnect" -> preconnect = bool(directive, text);
            case "tcpkeepalive", "reuseport" -> bool(directive, text);
            default -> throw refuse(directive, "is unknown");
        }
    }

    private void addServers(Object value) {
        if (!(value instanceof List<?> list)) {
            throw refuse("servers", "has an invalid value");
        }
        for (Object entry : list) {
            ShardServer server = NutcrackerFile.server(String.valueOf(entry), where("servers"));
            if (servers.stream().anyMatch(other -> other.hashedName().equals(server.hashedName()))) {
                throw new UserError(
                        file + ": pool '" + name + "' has servers with same name '" + server.hashedName() + "'");
            }
            servers.add(server);
        }
    }

    private KeyHash hash(String word) {
        for (KeyHash known : KeyHash.values()) {
            if (known.word().equals(word)) {
                return known;
            }
        }
        throw refuse("hash", "is not a valid hash: '" + word + "'");
    }

    private Distribution distribution(String word) {
        for (Distribution known : Distribution.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                return known;
            }
        }
        throw refuse("distribution", "is not a valid distribution: '" + word + "'");
    }

    private String hashTag(String text) {
        if (text.length() != 2 || text.chars().anyMatch(letter -> letter > 127)) {
            throw refuse("hash_tag", "is not a valid hash tag string with two characters: '" + text + "'");
        }
        return text;
    }

    private int number(String directive, String text) {
        if (!text.matches("\\d{1,9}")) {
            throw refuse(directive, "is not a number: '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private boolean bool(String directive, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refuse(directive, "is not \"true\" or \"false\": '" + text + "'");
        };
    }

    private void positive(int connections) {
        if (connections == 0) {
            throw refuse("server_connections", "cannot be 0");
        }
    }

    private UserError refuse(String directive, String why) {
        return new UserError(where(directive) + " " + why);
    }

    private String where(String directive) {
        return file + ": pool '" + name + "': directive \"" + directive + "\"";
    }

    UpstreamSpec.Shards build() {
        if (listen == null) {
            throw refuse("listen:", "is missing");
        }
        if (servers.isEmpty()) {
            throw new UserError(file + ": pool '" + name + "' has no servers");
        }
        if (!redis) {
            throw refuse("redis", "is not \"true\" (expected: a pool of Redis servers, not of memcached)");
        }
        ShardPool pool = new ShardPool(
                name,
                listen,
                servers,
                hash,
                distribution,
                hashTag,
                autoEject ? ShardPool.Eject.REMAP : ShardPool.Eject.ERROR,
                retryAfter,
                Math.max(1, failureLimit),
                timeout,
                preconnect,
                clientConnections);
        return new UpstreamSpec.Shards(pool, new UpstreamAccess(null, password, null, null, database));
    }
}
