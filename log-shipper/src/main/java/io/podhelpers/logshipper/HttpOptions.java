package io.podhelpers.logshipper;

import io.podhelpers.logshipper.sink.Compression;
import io.podhelpers.logshipper.sink.HttpSettings;
import io.podhelpers.logshipper.sink.TlsSettings;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of all sinks that speak HTTP; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class HttpOptions {
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \\t]*[\\x20-\\x7e\\t]*");

    private static final Set<String> KNOW_ZSTD = Set.of("http", "otlp", "s3");

    /// How bodies are built.
    enum Format {
        ndjson,
        array
    }

    /// How bodies are compressed.
    enum CompressionName {
        none,
        gzip,
        zstd
    }

    @Option(names = "--http-url", paramLabel = "URL", description = "Sink http: where to POST to, http or https.")
    private @Nullable String url;

    @Option(
            names = "--http-format",
            paramLabel = "FORMAT",
            defaultValue = "ndjson",
            description = "Sink http: ndjson (a record a line) or array (one JSON array).")
    private Format format;

    @Option(
            names = "--http-compression",
            paramLabel = "NAME",
            defaultValue = "none",
            description =
                    "Sinks over HTTP: none, gzip or zstd; elasticsearch, opensearch, loki and kafka: none or gzip.")
    private CompressionName compression;

    @Option(
            names = "--http-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description =
                    "Sinks over HTTP, syslog and kafka: limit for connecting, for sending a batch and for its answer, each.")
    private Duration timeout;

    @Option(
            names = "--http-header",
            paramLabel = "NAME: VALUE",
            description = "Sinks over HTTP: header to add, such as X-Scope-OrgID of Loki. Repeatable.")
    private @Nullable List<String> headers;

    @Option(
            names = "--http-bearer-token-file",
            paramLabel = "FILE",
            description = "Sinks over HTTP: file with a token for Authorization: Bearer.")
    private @Nullable Path bearerTokenFile;

    @Option(
            names = "--http-basic-auth-file",
            paramLabel = "FILE",
            description = "Sinks over HTTP: file with user:password for Authorization: Basic.")
    private @Nullable Path basicAuthFile;

    @Option(
            names = "--http-ca-file",
            paramLabel = "FILE",
            description =
                    "Sinks over HTTPS and syslog or kafka over TLS: PEM certificates to trust instead of the runtime's.")
    private @Nullable Path caFile;

    @Option(
            names = "--http-client-cert-file",
            paramLabel = "FILE",
            description = "Sinks over HTTPS and syslog or kafka over TLS: PEM certificate to show to the receiver.")
    private @Nullable Path certificateFile;

    @Option(
            names = "--http-client-key-file",
            paramLabel = "FILE",
            description = "Sinks over HTTPS and syslog or kafka over TLS: PEM key of --http-client-cert-file.")
    private @Nullable Path keyFile;

    @Option(
            names = "--http-insecure",
            description = "Sinks over HTTPS and syslog or kafka over TLS: do not check the receiver's certificate.")
    private boolean insecure;

    /// For a receiver that knows no zstd, or a client that would need a native library for it.
    ///
    /// @throws UserError if zstd was asked for
    boolean isGzip(String sink) {
        if (compression == CompressionName.zstd) {
            throw new UserError("--http-compression: zstd (expected with --sink " + sink + ": none or gzip)");
        }
        return compression == CompressionName.gzip;
    }

    private Compression compression(String sink) {
        if (KNOW_ZSTD.contains(sink)) {
            return switch (compression) {
                case none -> Compression.NONE;
                case gzip -> Compression.GZIP;
                case zstd -> Compression.ZSTD;
            };
        }
        return isGzip(sink) ? Compression.GZIP : Compression.NONE;
    }

    boolean isArray() {
        return format == Format.array;
    }

    HttpSettings settings() {
        return settings("--http-url", url, "http");
    }

    /// @param option the sink's own option with its URL
    /// @throws UserError if something is missing or makes no sense
    HttpSettings settings(String option, @Nullable String address, String sink) {
        URI target = url(option, SinkOptions.required(option, address, sink));
        if (bearerTokenFile != null && basicAuthFile != null) {
            throw new UserError("--http-bearer-token-file and --http-basic-auth-file: both given (expected: one)");
        }
        List<String> more = headers == null ? List.of() : headers;
        for (String header : more) {
            if (!HEADER.matcher(header).matches()) {
                throw new UserError("--http-header: '" + header + "' (expected: NAME: VALUE)");
            }
        }
        return new HttpSettings(
                target,
                compression(sink),
                timeout(),
                more,
                Optional.ofNullable(bearerTokenFile),
                Optional.ofNullable(basicAuthFile),
                tls());
    }

    Duration timeout() {
        if (timeout.isNegative() || timeout.isZero() || timeout.toHours() > 0) {
            throw new UserError("--http-timeout: " + Durations.format(timeout) + " (expected: more than 0s, up to 1h)");
        }
        return timeout;
    }

    TlsSettings tls() {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new UserError("--http-client-cert-file and --http-client-key-file: one is missing (expected: both)");
        }
        return new TlsSettings(
                Optional.ofNullable(caFile),
                Optional.ofNullable(certificateFile),
                Optional.ofNullable(keyFile),
                insecure);
    }

    private static URI url(String option, String text) {
        String expected = " (expected: such as http://logs.example:8080/ingest, credentials by --http-basic-auth-file)";
        try {
            URI url = new URI(text);
            boolean scheme = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (scheme && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new UserError(option + ": not a URL" + expected, e);
        }
        throw new UserError(option + ": '" + Secrets.redact(text) + "'" + expected);
    }
}
