package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.UserError;
import org.jspecify.annotations.Nullable;

/// Where a server listens. The name is resolved at each connect, never kept.
///
/// @param host a name or an address; an IPv6 address without brackets
public record NodeAddress(String host, int port) {
    public static final int REDIS_PORT = 6379;
    public static final int SENTINEL_PORT = 26379;

    public NodeAddress {
        if (host.isEmpty() || host.chars().anyMatch(letter -> letter <= ' ')) {
            throw new UserError("server address: host '" + host + "' (expected: a name or an address)");
        }
        if (port < 1 || port > 65535) {
            throw new UserError("server address: port " + port + " of '" + host + "' (expected: 1..65535)");
        }
    }

    /// Reads `host`, `host:port`, `[::1]:port` or a bare IPv6 address.
    ///
    /// @param where the option or file, for the message
    public static NodeAddress parse(String text, int defaultPort, String where) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw unusable(text, where);
            }
            String rest = text.substring(end + 1);
            return new NodeAddress(text.substring(1, end), rest.isEmpty() ? defaultPort : port(rest, text, where));
        }
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            if (text.isEmpty()) {
                throw unusable(text, where);
            }
            return new NodeAddress(text, defaultPort);
        }
        if (colon == 0) {
            throw unusable(text, where);
        }
        return new NodeAddress(text.substring(0, colon), port(text.substring(colon), text, where));
    }

    private static int port(String colonAndDigits, String text, String where) {
        try {
            int port = Integer.parseInt(colonAndDigits.substring(1));
            if (colonAndDigits.charAt(0) == ':' && port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw unusable(text, where);
    }

    private static UserError unusable(String text, String where) {
        return new UserError(where + ": '" + text + "' (expected: host:port with a port of 1..65535)");
    }

    // by hand, as hashCode: a record's own are made from method handles at each start, which no AOT cache holds
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeAddress its && port == its.port && host.equals(its.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
