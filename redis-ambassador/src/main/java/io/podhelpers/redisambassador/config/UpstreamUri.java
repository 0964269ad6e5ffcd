package io.podhelpers.redisambassador.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.runtime.UserError;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads `--upstream`: a scheme, credentials, servers, a path, and the servers' traits.
///
/// `redis://[user:password@]host:port,…[/database][?zone.HOST=…&weight.HOST=…]`, `redis-sentinel://…/master-name`,
/// `redis-cluster://…`; with `rediss` in the place of `redis` for TLS.
public final class UpstreamUri {
    private static final String EXPECTED =
            "(expected: redis://, redis-sentinel:// or redis-cluster://, with rediss for TLS, then host:port,…)";

    private final String where;
    private final String text;

    private UpstreamUri(String text, String where) {
        this.text = text;
        this.where = where;
    }

    /// Reads an upstream.
    ///
    /// @param where the option or the place in a file, for messages
    public static UpstreamSpec parse(String text, String where) {
        return new UpstreamUri(text.strip(), where).parse();
    }

    private UpstreamSpec parse() {
        int schemeEnd = text.indexOf("://");
        if (schemeEnd < 0) {
            throw unusable("no scheme");
        }
        String scheme = text.substring(0, schemeEnd);
        String rest = text.substring(schemeEnd + 3);
        String query = after(rest, '?');
        rest = before(rest, '?');
        int at = rest.lastIndexOf('@');
        String credentials = at < 0 ? "" : rest.substring(0, at);
        String servers = before(rest.substring(at + 1), '/');
        List<String> path = path(after(rest.substring(at + 1), '/'));
        Map<String, NodeTraits> traits = traits(query);
        return switch (scheme) {
            case "redis", "rediss" ->
                new UpstreamSpec.PrimaryAndReplicas(
                        nodes(servers, NodeAddress.REDIS_PORT), access(scheme, credentials, path, 0), traits);
            case "redis-cluster", "rediss-cluster" ->
                new UpstreamSpec.Cluster(
                        nodes(servers, NodeAddress.REDIS_PORT), clusterAccess(scheme, credentials, path), traits);
            case "redis-sentinel", "rediss-sentinel" ->
                new UpstreamSpec.Sentinel(
                        nodes(servers, NodeAddress.SENTINEL_PORT),
                        masterName(path),
                        access(scheme, credentials, path, 1),
                        new UpstreamAccess(null, null, null, tls(scheme), 0),
                        traits);
            default -> throw unusable("scheme '" + scheme + "'");
        };
    }

    private String masterName(List<String> path) {
        if (path.isEmpty() || path.getFirst().isEmpty()) {
            throw new UserError(where + ": '" + shown() + "' names no master (expected: …/mymaster)");
        }
        return path.getFirst();
    }

    private UpstreamAccess clusterAccess(String scheme, String credentials, List<String> path) {
        UpstreamAccess access = access(scheme, credentials, path, 0);
        if (access.database() != 0) {
            throw new UserError(where + ": database " + access.database() + " (expected: 0, a cluster has no other)");
        }
        return access;
    }

    private UpstreamAccess access(String scheme, String credentials, List<String> path, int databaseAt) {
        if (path.size() > databaseAt + 1) {
            throw unusable("path '/" + String.join("/", path) + "'");
        }
        String user = decode(before(credentials, ':'));
        @Nullable String password = credentials.indexOf(':') < 0 ? null : decode(after(credentials, ':'));
        return new UpstreamAccess(
                user.isEmpty() ? null : user,
                password,
                null,
                tls(scheme),
                path.size() > databaseAt ? database(path.get(databaseAt)) : 0);
    }

    private static @Nullable UpstreamTls tls(String scheme) {
        return scheme.startsWith("rediss") ? UpstreamTls.DEFAULT : null;
    }

    private int database(String text) {
        if (!text.matches("\\d{1,5}")) {
            throw new UserError(where + ": database '" + text + "' (expected: a number from 0)");
        }
        return Integer.parseInt(text);
    }

    private List<NodeAddress> nodes(String servers, int defaultPort) {
        List<NodeAddress> nodes = new ArrayList<>();
        for (String server : servers.split(",", -1)) {
            NodeAddress node = NodeAddress.parse(server.strip(), defaultPort, where);
            if (nodes.contains(node)) {
                throw new UserError(where + ": " + node + " twice (expected: each server once)");
            }
            nodes.add(node);
        }
        return List.copyOf(nodes);
    }

    private Map<String, NodeTraits> traits(String query) {
        Map<String, NodeTraits> traits = new TreeMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String key = before(pair, '=');
            String value = decode(after(pair, '='));
            String server = after(key, '.');
            if (server.isEmpty()) {
                throw unknownParameter(key);
            }
            NodeTraits known = traits.getOrDefault(server, NodeTraits.NONE);
            switch (before(key, '.')) {
                case "zone" -> traits.put(server, new NodeTraits(value, known.weight()));
                case "weight" -> traits.put(server, new NodeTraits(known.zone(), weight(key, value)));
                default -> throw unknownParameter(key);
            }
        }
        return Map.copyOf(traits);
    }

    private int weight(String key, String value) {
        if (!value.matches("\\d{1,4}")) {
            throw new UserError(where + ": " + key + ": '" + value + "' (expected: a weight of 0..9999)");
        }
        return Integer.parseInt(value);
    }

    private UserError unknownParameter(String key) {
        return new UserError(where + ": parameter '" + key + "' (expected: zone.HOST or weight.HOST)");
    }

    private UserError unusable(String what) {
        return new UserError(where + ": " + what + " in '" + shown() + "' " + EXPECTED);
    }

    /// The text without what may be a secret.
    private String shown() {
        int scheme = text.indexOf("://");
        int at = text.lastIndexOf('@');
        return at < 0 ? text : text.substring(0, scheme < 0 ? 0 : scheme + 3) + "***" + text.substring(at);
    }

    private static List<String> path(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("/", -1));
    }

    private String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UserError(where + ": a '%' that encodes no byte in '" + shown() + "' (expected: %XX)", e);
        }
    }

    private static String before(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? "" : text.substring(at + 1);
    }
}
