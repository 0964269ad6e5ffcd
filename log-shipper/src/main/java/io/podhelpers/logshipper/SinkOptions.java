package io.podhelpers.logshipper;

import io.podhelpers.logshipper.sink.FileSink;
import io.podhelpers.logshipper.sink.HttpSettings;
import io.podhelpers.logshipper.sink.HttpSink;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.logshipper.sink.StdoutSink;
import io.podhelpers.logshipper.sink.TlsSettings;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options about where records go; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class SinkOptions {
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \\t]*[\\x20-\\x7e\\t]*");

    /// How bodies are built.
    enum HttpFormat {
        ndjson,
        array
    }

    /// How bodies are compressed.
    enum HttpCompression {
        none,
        gzip
    }

    @Option(
            names = "--sink",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "stdout",
            description = "Where to ship to: stdout, http, file. Repeatable; each sink follows the logs at its own"
                    + " pace.")
    private List<String> sinks;

    @Option(names = "--file-path", paramLabel = "FILE", description = "Sink file: the file to append JSON lines to.")
    private @Nullable Path filePath;

    @Option(names = "--http-url", paramLabel = "URL", description = "Sink http: where to POST to, http or https.")
    private @Nullable String httpUrl;

    @Option(
            names = "--http-format",
            paramLabel = "FORMAT",
            defaultValue = "ndjson",
            description = "Sink http: ndjson (a record a line) or array (one JSON array).")
    private HttpFormat httpFormat;

    @Option(
            names = "--http-compression",
            paramLabel = "NAME",
            defaultValue = "none",
            description = "Sink http: none or gzip.")
    private HttpCompression httpCompression;

    @Option(
            names = "--http-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "Sink http: limit for connecting, for sending a batch and for its answer, each.")
    private Duration httpTimeout;

    @Option(names = "--http-header", paramLabel = "NAME: VALUE", description = "Sink http: header to add. Repeatable.")
    private @Nullable List<String> httpHeaders;

    @Option(
            names = "--http-bearer-token-file",
            paramLabel = "FILE",
            description = "Sink http: file with a token for Authorization: Bearer.")
    private @Nullable Path bearerTokenFile;

    @Option(
            names = "--http-basic-auth-file",
            paramLabel = "FILE",
            description = "Sink http: file with user:password for Authorization: Basic.")
    private @Nullable Path basicAuthFile;

    @Option(
            names = "--http-ca-file",
            paramLabel = "FILE",
            description = "Sink http: PEM certificates to trust instead of the runtime's.")
    private @Nullable Path caFile;

    @Option(
            names = "--http-client-cert-file",
            paramLabel = "FILE",
            description = "Sink http: PEM certificate to show to the receiver.")
    private @Nullable Path certificateFile;

    @Option(names = "--http-client-key-file", paramLabel = "FILE", description = "Sink http: its PEM key, PKCS#8.")
    private @Nullable Path keyFile;

    @Option(names = "--http-insecure", description = "Sink http: do not check the receiver's certificate.")
    private boolean insecure;

    /// Makes the sinks that were asked for.
    ///
    /// @throws UserError if one lacks what it needs
    List<Sink> open(InstantSource clock) {
        Set<String> seen = new HashSet<>();
        for (String name : sinks) {
            if (!seen.add(name)) {
                throw new UserError("--sink: '" + name + "' is there twice (expected: each once)");
            }
        }
        return sinks.stream().map(name -> sink(name, clock)).toList();
    }

    private Sink sink(String name, InstantSource clock) {
        return switch (name) {
            case "stdout" -> new StdoutSink();
            case "file" -> new FileSink(required("--file-path", filePath, "file"));
            case "http" -> new HttpSink(http(), clock);
            default -> throw new UserError("--sink: '" + name + "' (expected: stdout, http or file)");
        };
    }

    private static <T> T required(String option, @Nullable T value, String sink) {
        if (value == null) {
            throw new UserError(option + ": missing (expected with --sink " + sink + ")");
        }
        return value;
    }

    private HttpSettings http() {
        if (httpTimeout.isNegative() || httpTimeout.isZero() || httpTimeout.toHours() > 0) {
            throw new UserError(
                    "--http-timeout: " + Durations.format(httpTimeout) + " (expected: more than 0s, up to 1h)");
        }
        if ((certificateFile == null) != (keyFile == null)) {
            throw new UserError("--http-client-cert-file and --http-client-key-file: one is missing (expected: both)");
        }
        if (bearerTokenFile != null && basicAuthFile != null) {
            throw new UserError("--http-bearer-token-file and --http-basic-auth-file: both given (expected: one)");
        }
        List<String> headers = httpHeaders == null ? List.of() : httpHeaders;
        for (String header : headers) {
            if (!HEADER.matcher(header).matches()) {
                throw new UserError("--http-header: '" + header + "' (expected: NAME: VALUE)");
            }
        }
        return new HttpSettings(
                url(required("--http-url", httpUrl, "http")),
                httpFormat == HttpFormat.array,
                httpCompression == HttpCompression.gzip,
                httpTimeout,
                headers,
                Optional.ofNullable(bearerTokenFile),
                Optional.ofNullable(basicAuthFile),
                new TlsSettings(
                        Optional.ofNullable(caFile),
                        Optional.ofNullable(certificateFile),
                        Optional.ofNullable(keyFile),
                        insecure));
    }

    private static URI url(String text) {
        String expected = " (expected: such as http://logs.example:8080/ingest, credentials by --http-basic-auth-file)";
        try {
            URI url = new URI(text);
            boolean scheme = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (scheme && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new UserError("--http-url: not a URL" + expected, e);
        }
        throw new UserError("--http-url: '" + io.podhelpers.runtime.Secrets.redact(text) + "'" + expected);
    }

    /// Files that sinks write, which must never be followed.
    List<Path> ownFiles() {
        return filePath == null ? List.of() : List.of(filePath);
    }
}
