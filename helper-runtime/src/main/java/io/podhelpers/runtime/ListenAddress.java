package io.podhelpers.runtime;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Where to listen: `:9113` (every address), `127.0.0.1:9113`, `[::1]:9113`, `localhost:0` (any free port).
///
/// @param host the host as given, empty for every address
/// @param port 0..65535
public record ListenAddress(String host, int port) {
    /// Reads an address.
    ///
    /// @throws IllegalArgumentException with what was got and what was expected
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("'" + text + "' (expected: host:port, :port or [v6]:port)");
        }
        return new ListenAddress(bracketed ? host.substring(1, host.length() - 1) : host, port(text, colon));
    }

    private static int port(String text, int colon) {
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a port 0..65535 after the last colon)", e);
        }
        throw new IllegalArgumentException("'" + text + "' (expected: a port 0..65535 after the last colon)");
    }

    /// The address to bind.
    ///
    /// @throws UserError if the host does not resolve
    public InetSocketAddress resolve() {
        if (host.isEmpty()) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new UserError("listen address: unknown host '" + host + "'", e);
        }
    }

    // by hand, as hashCode: a record's own are made from method handles at each start, which no AOT cache holds
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ListenAddress its && port == its.port && host.equals(its.host);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
