package io.podhelpers.logshipper;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.S3Settings;
import io.podhelpers.logshipper.sink.SyslogSettings;
import io.podhelpers.logshipper.sink.SyslogSettings.Transport;
import io.podhelpers.runtime.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of single receivers; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class ReceiverOptions {
    private static final int LAST_FACILITY = 23;

    /// How OpenTelemetry's requests are written.
    enum OtlpEncoding {
        protobuf,
        json
    }

    /// What stands for an acknowledgement, of which syslog has none.
    enum SyslogConfirm {
        close,
        none
    }

    @Option(
            names = "--elasticsearch-url",
            paramLabel = "URL",
            description = "Sinks elasticsearch and opensearch: the server, such as https://search.example:9200.")
    @Nullable
    String elasticsearchUrl;

    @Option(
            names = "--elasticsearch-index",
            paramLabel = "NAME",
            defaultValue = "logs-nginx-default",
            description = "Sinks elasticsearch and opensearch: the data stream, index or alias.")
    private String elasticsearchIndex;

    @Option(
            names = "--loki-url",
            paramLabel = "URL",
            description = "Sink loki: the server; without a path /loki/api/v1/push is meant.")
    @Nullable
    String lokiUrl;

    @Option(
            names = "--loki-label",
            paramLabel = "NAME=VALUE",
            split = ",",
            defaultValue = "service_name=nginx",
            description = "Sink loki: label of every stream, beside the log's path and each --label. Repeatable.")
    private List<String> lokiLabels;

    @Option(
            names = "--otlp-url",
            paramLabel = "URL",
            description = "Sink otlp: OpenTelemetry's receiver over HTTP; without a path /v1/logs is meant.")
    @Nullable
    String otlpUrl;

    @Option(
            names = "--otlp-encoding",
            paramLabel = "NAME",
            defaultValue = "protobuf",
            description = "Sink otlp: protobuf or json.")
    private OtlpEncoding otlpEncoding;

    @Option(
            names = "--s3-url",
            paramLabel = "URL",
            description = "Sink s3: the bucket, such as https://s3.eu-central-1.amazonaws.com/my-logs.")
    @Nullable
    String s3Url;

    @Option(
            names = "--s3-region",
            paramLabel = "NAME",
            defaultValue = "us-east-1",
            description = "Sink s3: the region in signatures.")
    private String s3Region;

    @Option(
            names = "--s3-prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Sink s3: what keys begin with; then come day, host, log, content and offset.")
    private String s3Prefix;

    @Option(
            names = "--s3-credentials-file",
            paramLabel = "FILE",
            description = "Sink s3: file with ACCESS_KEY:SECRET_KEY or ACCESS_KEY:SECRET_KEY:SESSION_TOKEN.")
    private @Nullable Path s3CredentialsFile;

    @Option(
            names = "--syslog-address",
            paramLabel = "ADDRESS",
            description = "Sink syslog: tcp://HOST:PORT, tls://HOST:PORT or udp://HOST:PORT.")
    private @Nullable String syslogAddress;

    @Option(
            names = "--syslog-app-name",
            paramLabel = "NAME",
            defaultValue = "nginx",
            description = "Sink syslog: APP-NAME of each message.")
    private String syslogAppName;

    @Option(
            names = "--syslog-facility",
            paramLabel = "NUMBER",
            defaultValue = "16",
            description = "Sink syslog: facility of each message, 0..23; 16 is local0.")
    private int syslogFacility;

    @Option(
            names = "--syslog-confirm",
            paramLabel = "HOW",
            defaultValue = "close",
            description = "Sink syslog over TCP and TLS: close (a connection for each batch; its end, given by the"
                    + " receiver, is the acknowledgement) or none (written is delivered).")
    private SyslogConfirm syslogConfirm;

    @Option(
            names = "--kafka-brokers",
            paramLabel = "ADDRESSES",
            description = "Sink kafka, in the image log-shipper-kafka: HOST:PORT of some brokers, separated by commas.")
    private @Nullable String kafkaBrokers;

    @Option(
            names = "--kafka-topic",
            paramLabel = "NAME",
            defaultValue = "nginx-logs",
            description = "Sink kafka: the topic.")
    private String kafkaTopic;

    @Option(names = "--kafka-tls", description = "Sink kafka: TLS, with the certificates of --http-ca-file and so on.")
    private boolean kafkaTls;

    @Option(
            names = "--kafka-property",
            paramLabel = "NAME=VALUE",
            description = "Sink kafka: property of the producer, such as security.protocol=SASL_SSL. Repeatable.")
    private @Nullable List<String> kafkaProperties;

    @Option(
            names = "--kafka-properties-file",
            paramLabel = "FILE",
            description = "Sink kafka: file with more of them, such as sasl.jaas.config.")
    private @Nullable Path kafkaPropertiesFile;

    KafkaSettings kafka(HttpOptions http, String host) {
        if (!kafkaTopic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new UserError("--kafka-topic: '" + kafkaTopic + "' (expected: letters, digits, '.', '_' and '-')");
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (String property : kafkaProperties == null ? List.<String>of() : kafkaProperties) {
            int equals = property.indexOf('=');
            if (equals < 1) {
                throw new UserError("--kafka-property: '" + property + "' (expected: NAME=VALUE)");
            }
            properties.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return new KafkaSettings(
                SinkOptions.required("--kafka-brokers", kafkaBrokers, "kafka"),
                kafkaTopic,
                http.isGzip("kafka"),
                http.timeout(),
                properties,
                Optional.ofNullable(kafkaPropertiesFile),
                kafkaTls ? Optional.of(http.tls()) : Optional.empty(),
                host);
    }

    String elasticsearchIndex() {
        if (!elasticsearchIndex.matches("[^A-Z\\\\/*?\"<>| ,#:]{1,200}")) {
            throw new UserError("--elasticsearch-index: '" + elasticsearchIndex + "' (expected: a name of an index)");
        }
        return elasticsearchIndex;
    }

    Map<String, String> lokiLabels() {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : lokiLabels) {
            int equals = label.indexOf('=');
            if (equals < 1 || !label.substring(0, equals).matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                throw new UserError("--loki-label: '" + label + "' (expected: NAME=VALUE of letters, digits and _)");
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    boolean isOtlpJson() {
        return otlpEncoding == OtlpEncoding.json;
    }

    S3Settings s3(String host) {
        return new S3Settings(
                s3Region, s3Prefix, SinkOptions.required("--s3-credentials-file", s3CredentialsFile, "s3"), host);
    }

    SyslogSettings syslog(HttpOptions http, String host) {
        String address = SinkOptions.required("--syslog-address", syslogAddress, "syslog");
        String expected = "--syslog-address: '" + address + "' (expected: such as tls://logs.example:6514)";
        if (syslogFacility < 0 || syslogFacility > LAST_FACILITY) {
            throw new UserError("--syslog-facility: " + syslogFacility + " (expected: 0.." + LAST_FACILITY + ")");
        }
        try {
            URI uri = new URI(address);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getPort() < 0) {
                throw new UserError(expected);
            }
            Transport transport = Transport.valueOf(uri.getScheme().toUpperCase(Locale.ROOT));
            String name = uri.getHost();
            return new SyslogSettings(
                    transport,
                    name.startsWith("[") ? name.substring(1, name.length() - 1) : name,
                    uri.getPort(),
                    http.timeout(),
                    host,
                    syslogAppName,
                    syslogFacility,
                    syslogConfirm == SyslogConfirm.close,
                    Optional.of(http.tls()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new UserError(expected, e);
        }
    }
}
