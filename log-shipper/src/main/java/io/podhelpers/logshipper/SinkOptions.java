package io.podhelpers.logshipper;

import io.podhelpers.logshipper.sink.ElasticsearchSink;
import io.podhelpers.logshipper.sink.HttpSettings;
import io.podhelpers.logshipper.sink.HttpSink;
import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.KafkaSinks;
import io.podhelpers.logshipper.sink.LokiSink;
import io.podhelpers.logshipper.sink.OtlpSink;
import io.podhelpers.logshipper.sink.S3Settings;
import io.podhelpers.logshipper.sink.S3Sink;
import io.podhelpers.logshipper.sink.StdoutSink;
import io.podhelpers.logshipper.sink.SyslogSettings;
import io.podhelpers.logshipper.sink.SyslogSink;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options about where records go; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class SinkOptions {
    private static final String NAMES =
            "stdout, file, http, elasticsearch, opensearch, loki, otlp, s3, syslog or kafka";

    @Option(
            names = "--sink",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "stdout",
            description = "Where to ship to: " + NAMES + ". Repeatable; each sink follows the logs at its own pace.")
    private List<String> sinks;

    @Option(names = "--file-path", paramLabel = "FILE", description = "Sink file: the file to append JSON lines to.")
    private @Nullable Path filePath;

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    private final ReceiverOptions receivers = new ReceiverOptions();

    /// The names of the sinks that were asked for.
    List<String> names() {
        Set<String> seen = new HashSet<>();
        for (String name : sinks) {
            if (!seen.add(name)) {
                throw new UserError("--sink: '" + name + "' is there twice (expected: each once)");
            }
        }
        return sinks;
    }

    /// How to make a sink; a sink's class is loaded when it is made.
    ///
    /// @param labels how many labels each record begins with
    /// @throws UserError if it lacks what it needs
    SinkPlan plan(String name, int labels, String host) {
        return switch (name) {
            case "stdout" -> (_, _) -> new StdoutSink();
            case "file" -> file(required("--file-path", filePath, "file"));
            case "http" -> http();
            case "elasticsearch", "opensearch" -> elasticsearch(name, host);
            case "loki" -> loki(labels);
            case "otlp" -> otlp(labels);
            case "s3" -> s3(host);
            case "syslog" -> syslog(host);
            case "kafka" -> kafka(host);
            default -> throw new UserError("--sink: '" + name + "' (expected: " + NAMES + ")");
        };
    }

    private static SinkPlan file(Path path) {
        return (files, _) -> files.open(path);
    }

    private SinkPlan http() {
        HttpSettings settings = http.settings();
        boolean array = http.isArray();
        return (_, clock) -> new HttpSink(settings, array, clock);
    }

    private SinkPlan elasticsearch(String name, String host) {
        HttpSettings settings = http.settings("--elasticsearch-url", receivers.elasticsearchUrl, name);
        String index = receivers.elasticsearchIndex();
        return (_, clock) -> new ElasticsearchSink(name, settings, index, host, clock);
    }

    private SinkPlan loki(int labels) {
        HttpSettings settings = http.settings("--loki-url", receivers.lokiUrl, "loki");
        Map<String, String> streams = receivers.lokiLabels();
        return (_, clock) -> new LokiSink(settings, labels, streams, clock);
    }

    private SinkPlan otlp(int labels) {
        HttpSettings settings = http.settings("--otlp-url", receivers.otlpUrl, "otlp");
        boolean json = receivers.isOtlpJson();
        return (_, clock) -> new OtlpSink(settings, json, labels, clock);
    }

    private SinkPlan s3(String host) {
        HttpSettings settings = http.settings("--s3-url", receivers.s3Url, "s3");
        S3Settings s3 = receivers.s3(host);
        return (_, clock) -> new S3Sink(settings, s3, clock);
    }

    private SinkPlan syslog(String host) {
        SyslogSettings settings = receivers.syslog(http, host);
        return (_, _) -> new SyslogSink(settings);
    }

    private SinkPlan kafka(String host) {
        KafkaSettings settings = receivers.kafka(http, host);
        return (_, _) -> ServiceLoader.load(KafkaSinks.class)
                .findFirst()
                .orElseThrow(() -> new UserError("--sink: 'kafka' (expected: only in the image log-shipper-kafka)"))
                .open(settings);
    }

    static <T> T required(String option, @Nullable T value, String sink) {
        if (value == null) {
            throw new UserError(option + ": missing (expected with --sink " + sink + ")");
        }
        return value;
    }

    /// Files that sinks write, which must never be followed.
    List<Path> ownFiles() {
        return filePath == null ? List.of() : List.of(filePath);
    }
}
