package io.podhelpers.logshipper.sink;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where and how the sinks that speak HTTP do so; a validated part of the configuration.
///
/// @param url `http` or `https`
/// @param compression of the bodies
/// @param timeout for connecting, for sending a body and for the answer, each
/// @param headers further headers, `Name: value`
/// @param bearerTokenFile a file with a token, read again for each request
/// @param basicAuthFile a file with `user:password`
/// @param tls certificates
public record HttpSettings(
        URI url,
        Compression compression,
        Duration timeout,
        List<String> headers,
        Optional<Path> bearerTokenFile,
        Optional<Path> basicAuthFile,
        TlsSettings tls) {
    public HttpSettings {
        headers = List.copyOf(headers);
    }

    /// The same receiver under another path.
    HttpSettings at(URI other) {
        return new HttpSettings(other, compression, timeout, headers, bearerTokenFile, basicAuthFile, tls);
    }

    /// The URL's path with its query, as a request line has it.
    String target() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
    }
}
