package io.podhelpers.logshipper.sink;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where and how the `http` sink posts; a validated part of the configuration.
///
/// @param url `http` or `https`
/// @param array a JSON array instead of newline-delimited objects
/// @param gzip whether bodies are compressed
/// @param timeout for connecting, for sending a body and for the answer, each
/// @param headers further headers, `Name: value`
/// @param bearerTokenFile a file with a token, read again for each connection
/// @param basicAuthFile a file with `user:password`
/// @param tls certificates
public record HttpSettings(
        URI url,
        boolean array,
        boolean gzip,
        Duration timeout,
        List<String> headers,
        Optional<Path> bearerTokenFile,
        Optional<Path> basicAuthFile,
        TlsSettings tls) {
    public HttpSettings {
        headers = List.copyOf(headers);
    }
}
