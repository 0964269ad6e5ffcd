package io.podhelpers.redisambassador.config;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Reads `REDIS_SERVERS="host:6379:1 host2:6379:1"`, as the twemproxy images take it, with their hash and distribution.
public final class RedisServers {
    private static final String EXPECTED = "(expected: host:port:weight, several separated by blanks)";

    private RedisServers() {}

    /// Reads the servers.
    ///
    /// @param where the option or variable, for messages
    public static UpstreamSpec.Shards parse(String text, String where) {
        List<ShardServer> servers = new ArrayList<>();
        for (String part : text.strip().split("[\\s,]+", -1)) {
            ShardServer server = parseServer(part, where);
            if (servers.stream()
                    .anyMatch(other -> other.host().equals(server.host()) && other.port() == server.port())) {
                throw new UserError(where + ": " + server.host() + ":" + server.port() + " twice (expected: once)");
            }
            servers.add(server);
        }
        return new UpstreamSpec.Shards(pool(servers), UpstreamAccess.OPEN);
    }

    private static ShardServer parseServer(String text, String where) {
        int lastColon = text.lastIndexOf(':');
        int colonBefore = lastColon < 1 ? -1 : text.lastIndexOf(':', lastColon - 1);
        boolean weighted = colonBefore >= 0
                && !text.endsWith("]")
                && !text.substring(0, lastColon).endsWith("]");
        String weight = weighted ? text.substring(lastColon + 1) : "1";
        NodeAddress address =
                NodeAddress.parse(weighted ? text.substring(0, lastColon) : text, NodeAddress.REDIS_PORT, where);
        if (!weight.matches("[1-9]\\d{0,6}")) {
            throw new UserError(where + ": '" + text + "' has the weight '" + weight + "' " + EXPECTED);
        }
        return new ShardServer(address.host(), address.port(), Integer.parseInt(weight), null);
    }

    private static ShardPool pool(List<ShardServer> servers) {
        return new ShardPool(
                "REDIS_SERVERS",
                null,
                servers,
                KeyHash.FNV1A_64,
                Distribution.KETAMA,
                null,
                ShardPool.Eject.ERROR,
                Duration.ofSeconds(30),
                2,
                null,
                false,
                0);
    }
}
