package io.podhelpers.redisambassador.config;

import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads nutcracker's own configuration file: pools by name, each with nutcracker's keys, and its words for what is
/// wrong with them.
///
/// Keys that only make sense in nutcracker's process (`backlog`, `preconnect`, `server_connections`, `tcpkeepalive`,
/// `reuseport`, `client_connections`) are checked and otherwise ignored.
public final class NutcrackerFile {
    private NutcrackerFile() {}

    /// The pools in the order of the file; the password and database of each are in its access.
    ///
    /// @throws UserError if nutcracker would refuse the file, or a pool is one of memcached
    public static List<UpstreamSpec.Shards> read(Path file) {
        Map<String, Object> pools = YamlFile.read(file);
        if (pools.isEmpty()) {
            throw new UserError(file + ": has no pools");
        }
        List<UpstreamSpec.Shards> read = new ArrayList<>();
        Map<String, String> listeners = new HashMap<>();
        pools.forEach((name, directives) -> {
            UpstreamSpec.Shards shards = pool(name, YamlFile.mapping(directives, file + ": " + name), file.toString());
            String listen = String.valueOf(shards.pool().listen());
            String other = listeners.put(listen, name);
            if (other != null) {
                throw new UserError(file + ": pools '" + other + "' and '" + name + "' have the same listen address '"
                        + listen + "'");
            }
            read.add(shards);
        });
        return read;
    }

    static UpstreamSpec.Shards pool(String name, Map<String, Object> directives, String file) {
        NutcrackerPool pool = new NutcrackerPool(name, file);
        directives.forEach(pool::set);
        return pool.build();
    }

    /// The listener that a pool asks for. As there, a pool with a password wants it from its clients, too.
    public static FileListener listener(UpstreamSpec.Shards shards) {
        ShardPool pool = shards.pool();
        Map<String, String> options = new HashMap<>();
        if (pool.timeout() != null) {
            options.put("timeout", Durations.format(pool.timeout()));
            options.put("connect-timeout", Durations.format(pool.timeout()));
        }
        String password = shards.access().password();
        return new FileListener(
                pool.name(),
                Endpoint.parse(String.valueOf(pool.listen()), "pool '" + pool.name() + "': listen"),
                shards,
                options,
                password == null ? null : LocalUsers.of("default", password));
    }

    /// Reads `hostname:port:weight [name]`.
    ///
    /// @param where the file, pool and directive
    static ShardServer server(String text, String where) {
        int blank = text.indexOf(' ');
        String address = blank < 0 ? text : text.substring(0, blank);
        String name = blank < 0 ? null : text.substring(blank + 1).strip();
        if (address.startsWith("/")) {
            throw new UserError(where + " '" + text + "' is a unix socket (expected: hostname:port:weight [name])");
        }
        int weightAt = address.lastIndexOf(':');
        int portAt = weightAt < 1 ? -1 : address.lastIndexOf(':', weightAt - 1);
        if (portAt < 1 || (name != null && name.isEmpty())) {
            throw new UserError(where + " '" + text + "' has an invalid \"hostname:port:weight [name]\" format string");
        }
        int weight = number(address.substring(weightAt + 1), text, where, "weight");
        int port = number(address.substring(portAt + 1, weightAt), text, where, "port");
        if (weight == 0) {
            throw new UserError(
                    where + " '" + text + "' has a zero weight in \"hostname:port:weight [name]\" format string");
        }
        if (port < 1 || port > 65535) {
            throw invalid("port", text, where);
        }
        return new ShardServer(address.substring(0, portAt), port, weight, name);
    }

    private static int number(String digits, String text, String where, String what) {
        if (!digits.matches("\\d{1,9}")) {
            throw invalid(what, text, where);
        }
        return Integer.parseInt(digits);
    }

    private static UserError invalid(String what, String text, String where) {
        return new UserError(
                where + " '" + text + "' has an invalid " + what + " in \"hostname:port:weight [name]\" format string");
    }
}
