package io.podhelpers.nginxexporter.web;

import java.nio.file.Path;

/// Where the exporter's own port learns about TLS and users.
public sealed interface WebConfigSource {
    /// `--web.config.file`.
    record InFile(Path file) implements WebConfigSource {}

    /// `--web.secured-metrics` of 0.x: TLS with this certificate and nothing else.
    record Certificate(Path certificate, Path key) implements WebConfigSource {}
}
