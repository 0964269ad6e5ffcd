package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.nginx.ClientTls;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.web.ListenPoint;
import io.podhelpers.nginxexporter.web.WebConfigSource;
import io.podhelpers.runtime.EnvironmentNames;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Every option, and how they become an [ExporterConfig].
@Command(
        description = "Serves nginx's stub_status or NGINX Plus API as Prometheus metrics;"
                + " takes the options of nginx-prometheus-exporter 0.4 to 1.5.",
        sortOptions = false)
final class ExporterCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ExporterCommand.class);
    private static final String BOOLEAN = "0..1";
    /// A comma may also stand within a URI: only one before the next URI or `host:port` separates.
    private static final Pattern LIST = Pattern.compile("[\\r\\n]+|,(?=\\s*(?:https?:|unix:|[^,/]*:\\d+\\s*(?:,|$)))");

    /// The official exporter's variables, where they are not the option's name.
    private static final Map<String, List<String>> VARIABLES = Map.of(
            "web.listen-address", List.of("LISTEN_ADDRESS"),
            "web.telemetry-path", List.of("TELEMETRY_PATH"),
            "web.config.file", List.of("CONFIG_FILE"),
            "web.secured-metrics", List.of("SECURED_METRICS"),
            "web.ssl-server-cert", List.of("SSL_SERVER_CERT"),
            "web.ssl-server-key", List.of("SSL_SERVER_KEY"),
            "prometheus.const-label", List.of("CONST_LABELS"),
            "nginx.retries", List.of("NGINX_RETRIES"),
            "nginx.retry-interval", List.of("NGINX_RETRY_INTERVAL"),
            "nginx.plus", List.of("NGINX_PLUS"));

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--web.listen-address",
            paramLabel = "ADDRESS",
            defaultValue = ":9113",
            description = "Address to listen on: host:port, :port or unix:/path. Repeatable.")
    private List<String> listenAddresses;

    @Option(
            names = "--web.telemetry-path",
            paramLabel = "PATH",
            defaultValue = "/metrics",
            description = "Path of the metrics.")
    private String telemetryPath;

    @Option(
            names = "--web.config.file",
            paramLabel = "FILE",
            description = "TLS, client certificates and users, in the exporter toolkit's format.")
    private @Nullable Path webConfigFile;

    @Option(
            names = "--web.secured-metrics",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "false",
            description = "Speak TLS with the two files below, as 0.x had it; see --web.config.file.")
    private boolean securedMetrics;

    @Option(
            names = "--web.ssl-server-cert",
            paramLabel = "FILE",
            description = "PEM certificate for --web.secured-metrics.")
    private @Nullable Path sslServerCert;

    @Option(names = "--web.ssl-server-key", paramLabel = "FILE", description = "PEM key of that certificate.")
    private @Nullable Path sslServerKey;

    @Option(
            names = "--web.systemd-socket",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "false",
            description = "Known from the official exporter; refused, as a container has no systemd.")
    private boolean systemdSocket;

    @Option(
            names = "--web.nginx-metrics-only",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "false",
            description = "Leave out what the exporter says of its own process and JVM.")
    private boolean nginxMetricsOnly;

    @Option(
            names = "--nginx.scrape-uri",
            paramLabel = "URI",
            defaultValue = "http://127.0.0.1:8080/stub_status",
            description = "Where nginx says how it is: http://, https:// or unix:/socket:/path. Repeatable.")
    private List<String> scrapeUris;

    @Option(
            names = "--nginx.plus",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "false",
            description = "The URIs are NGINX Plus APIs, such as http://nginx:8080/api.")
    private boolean plus;

    @Option(
            names = "--nginx.timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "Time for one scrape of nginx, from the name lookup to the last byte.")
    private Duration timeout;

    @Option(
            names = "--nginx.ssl-verify",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "true",
            description = "Verify certificate and host name of https targets.")
    private boolean sslVerify;

    @Option(
            names = "--nginx.ssl-ca-cert",
            paramLabel = "FILE",
            description = "PEM certificates of the authorities to trust instead of the system's.")
    private @Nullable Path sslCaCert;

    @Option(names = "--nginx.ssl-client-cert", paramLabel = "FILE", description = "PEM certificate to show to nginx.")
    private @Nullable Path sslClientCert;

    @Option(names = "--nginx.ssl-client-key", paramLabel = "FILE", description = "PEM key of that certificate.")
    private @Nullable Path sslClientKey;

    @Option(
            names = "--nginx.proxy-protocol",
            arity = BOOLEAN,
            converter = GoBoolean.class,
            fallbackValue = "true",
            defaultValue = "false",
            description = "Begin each connection to nginx with a PROXY protocol header, version 2.")
    private boolean proxyProtocol;

    @Option(
            names = "--nginx.retries",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "Further trials at the start while nginx does not answer, each of them logged.")
    private int retries;

    @Option(
            names = "--nginx.retry-interval",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "Pause between the trials of --nginx.retries.")
    private Duration retryInterval;

    @Option(
            names = "--nginx.syslog-listen",
            paramLabel = "ADDRESS",
            description = "UDP address to take nginx's access log at, sent by access_log syslog:server=ADDRESS.")
    private @Nullable ListenAddress syslogListen;

    @Option(
            names = "--log.max-series",
            paramLabel = "COUNT",
            defaultValue = "200",
            description = "Pairs of method and status from the access log with series of their own; the rest is other.")
    private int maxSeries;

    @Option(
            names = "--probe.allow",
            paramLabel = "RULE",
            description = "What /probe may be asked for: host, host:port, *.domain, *, 10.0.0.0/8, unix:/path."
                    + " Repeatable; /probe is off without.")
    private @Nullable List<String> probeAllow;

    @Option(
            names = "--prometheus.const-label",
            paramLabel = "NAME=VALUE",
            description = "Label of every nginx_* series. Repeatable.")
    private @Nullable List<String> constLabels;

    @Option(
            names = "--prometheus.const-labels",
            paramLabel = "NAME=VALUE,…",
            description = "Like --prometheus.const-label, in one list, as 0.x had it.")
    private @Nullable String constLabelList;

    @Option(
            names = "--log.level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "Least severe log line to write: error, warn, info, debug.")
    private Level logLevel;

    @Option(
            names = "--log.format",
            paramLabel = "FORMAT",
            defaultValue = "logfmt",
            description = "Form of log lines on standard error: logfmt or json.")
    private LogFormat logFormat;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("unused") // read by picocli
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    @SuppressWarnings("unused") // read by picocli
    private boolean version;

    private final List<String> oldSpellings;
    private final Runner runner;

    /// What is done with a usable configuration.
    @FunctionalInterface
    interface Runner {
        /// Runs to the end and gives the exit code.
        int run(ExporterConfig config) throws IOException, InterruptedException;
    }

    /// @param oldSpellings options that were given in the form of 0.x
    ExporterCommand(List<String> oldSpellings, Runner runner) {
        this.oldSpellings = oldSpellings;
        this.runner = runner;
    }

    /// The variables of an option.
    static List<String> variables(String longName) {
        return VARIABLES.getOrDefault(
                longName, List.of(EnvironmentNames.upperSnake(longName.replaceFirst("^nginx\\.", ""))));
    }

    /// All names with two dashes.
    static Set<String> optionNames() {
        return Arrays.stream(ExporterCommand.class.getDeclaredFields())
                .flatMap(field -> Stream.ofNullable(field.getAnnotation(Option.class)))
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toSet());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.configure(logLevel, logFormat);
        for (String old : oldSpellings) {
            log.atWarn().addKeyValue("given", old).log("old spelling: an option has two dashes now");
        }
        return runner.run(config());
    }

    /// The options as one checked record.
    ///
    /// @throws UserError for an unusable value
    private ExporterConfig config() {
        ExporterConfig.Web web = new ExporterConfig.Web(
                allParsed("--web.listen-address", values("--web.listen-address", listenAddresses), ListenPoint::parse),
                telemetryPath,
                security(),
                nginxMetricsOnly);
        ExporterConfig.Nginx nginx = new ExporterConfig.Nginx(
                allParsed("--nginx.scrape-uri", values("--nginx.scrape-uri", scrapeUris), ScrapeTarget::parse),
                plus,
                timeout,
                new ClientTls.Settings(
                        sslVerify,
                        Optional.ofNullable(sslCaCert),
                        Optional.ofNullable(sslClientCert),
                        Optional.ofNullable(sslClientKey)),
                proxyProtocol,
                retries,
                retryInterval);
        Optional<ExporterConfig.AccessLog> accessLog =
                Optional.ofNullable(syslogListen).map(listen -> new ExporterConfig.AccessLog(listen, maxSeries));
        List<String> allowed = Optional.ofNullable(probeAllow).orElse(List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split("[\\r\\n,]+", -1)))
                .filter(text -> !text.isBlank())
                .toList();
        ProbeAllowList rules = parsed("--probe.allow", allowed, ProbeAllowList::of);
        return new ExporterConfig(web, nginx, labels(), accessLog, rules);
    }

    private Optional<WebConfigSource> security() {
        if (systemdSocket) {
            throw new UserError(
                    "--web.systemd-socket: there is no systemd in a container (expected:" + " --web.listen-address)");
        }
        if (webConfigFile != null) {
            return Optional.of(new WebConfigSource.InFile(webConfigFile));
        }
        if (!securedMetrics) {
            return Optional.empty();
        }
        if (sslServerCert == null || sslServerKey == null) {
            throw new UserError("--web.secured-metrics: certificate or key is missing (expected:"
                    + " --web.ssl-server-cert and --web.ssl-server-key)");
        }
        return Optional.of(new WebConfigSource.Certificate(sslServerCert, sslServerKey));
    }

    /// A repeatable option's values: each as it is from the command line, a list in the variable.
    private List<String> values(String option, List<String> given) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            return given;
        }
        return given.stream()
                .flatMap(text -> Arrays.stream(LIST.split(text)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static <T> List<T> allParsed(String option, List<String> texts, Function<String, T> parse) {
        return texts.stream().map(text -> parsed(option, text, parse)).toList();
    }

    private static <F, T> T parsed(String option, F given, Function<F, T> parse) {
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            throw new UserError(option + ": " + e.getMessage(), e);
        }
    }

    private SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        boolean listed = !spec.commandLine().getParseResult().hasMatchedOption("--prometheus.const-label");
        Stream<String> single = Optional.ofNullable(constLabels).orElse(List.of()).stream()
                .flatMap(text -> listed ? Arrays.stream(text.split("[\\r\\n,]+", -1)) : Stream.of(text));
        Stream<String> list =
                Optional.ofNullable(constLabelList).stream().flatMap(text -> Arrays.stream(text.split(",", -1)));
        Stream.concat(single, list).filter(text -> !text.isBlank()).forEach(text -> putLabel(labels, text));
        return labels;
    }

    private static void putLabel(Map<String, String> labels, String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new UserError("--prometheus.const-label: '" + text + "' (expected: name=value)");
        }
        String name = text.substring(0, equals).strip();
        if (labels.put(name, text.substring(equals + 1)) != null) {
            throw new UserError("--prometheus.const-label: '" + name + "' is given twice");
        }
    }
}
