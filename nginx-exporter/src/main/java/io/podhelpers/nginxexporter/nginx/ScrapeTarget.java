package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.runtime.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where one nginx says how it is: `http://host[:port]/path`, `https://…`, or `unix:/socket[:/path]`.
///
/// @param uri as given, with user and password taken out; the value of the label `addr`
/// @param endpoint where to connect
/// @param host the value of the `Host` header
/// @param path path and query of the request, begins with a slash
/// @param authorization the value of the `Authorization` header, from a `user:password@` in the URI
public record ScrapeTarget(String uri, Endpoint endpoint, String host, String path, Optional<String> authorization) {
    private static final String UNIX = "unix:";

    /// The two kinds of address.
    public sealed interface Endpoint {
        /// Over the network.
        ///
        /// @param tls whether TLS is spoken
        record Tcp(String host, int port, boolean tls) implements Endpoint {}

        /// On this machine.
        record Unix(String socket) implements Endpoint {}
    }

    /// Reads a URI.
    ///
    /// @throws IllegalArgumentException with what was got and what was expected
    public static ScrapeTarget parse(String text) {
        return text.startsWith(UNIX) ? unix(text) : tcp(text);
    }

    private static ScrapeTarget unix(String text) {
        String[] parts = text.substring(UNIX.length()).split(":", -1);
        boolean wellFormed = parts.length <= 2
                && parts[0].startsWith("/")
                && (parts.length == 1 || parts[1].isEmpty() || parts[1].startsWith("/"));
        if (!wellFormed) {
            throw malformed(text);
        }
        String path = parts.length == 1 || parts[1].isEmpty() ? "/" : parts[1];
        return new ScrapeTarget(text, new Endpoint.Unix(parts[0]), "unix", path, Optional.empty());
    }

    private static ScrapeTarget tcp(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw malformed(text, e);
        }
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        boolean http = tls || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw malformed(text);
        }
        int standardPort = tls ? 443 : 80;
        int port = uri.getPort() < 0 ? standardPort : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String hostHeader = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + port;
        String plainHost = uri.getHost().replaceAll("^\\[|]$", "");
        Optional<String> authorization = Optional.ofNullable(uri.getUserInfo()).map(ScrapeTarget::basicAuthorization);
        return new ScrapeTarget(
                Secrets.redact(text), new Endpoint.Tcp(plainHost, port, tls), hostHeader, path + query, authorization);
    }

    private static String basicAuthorization(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
    }

    private static IllegalArgumentException malformed(String text) {
        return malformed(text, null);
    }

    private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + Secrets.redact(text)
                        + "' (expected: http://host[:port]/path, https://host[:port]/path or unix:/socket:/path)",
                cause);
    }

    public boolean isTls() {
        return endpoint instanceof Endpoint.Tcp tcp && tcp.tls();
    }

    /// The same target with another path, for APIs of several pages.
    public ScrapeTarget at(String otherPath) {
        return new ScrapeTarget(uri, endpoint, host, otherPath, authorization);
    }

    @Override
    public String toString() {
        return uri;
    }
}
