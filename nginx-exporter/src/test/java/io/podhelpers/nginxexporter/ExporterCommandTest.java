package io.podhelpers.nginxexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.web.ListenPoint;
import io.podhelpers.nginxexporter.web.WebConfigSource;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExporterCommandTest {
    private static final String URI = "http://localhost/nginx_status";

    @Test
    void hasTheOfficialExportersDefaults() {
        ExporterConfig config = config();
        assertThat(config.web().listen()).hasToString("[:9113]");
        assertThat(config.web().telemetryPath()).isEqualTo("/metrics");
        assertThat(config.web().security()).isEmpty();
        assertThat(uris(config)).containsExactly("http://127.0.0.1:8080/stub_status");
        assertThat(config.nginx().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.nginx().tls().verify()).isTrue();
        assertThat(config.nginx().proxyProtocol()).isFalse();
        assertThat(config.nginx().retries()).isZero();
        assertThat(config.nginx().retryInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.constLabels()).isEmpty();
    }

    @Test
    void takesEachSpellingOfAnOption() {
        assertThat(uris(config("--nginx.scrape-uri", URI))).containsExactly(URI);
        assertThat(uris(config("--nginx.scrape-uri=" + URI))).containsExactly(URI);
        assertThat(uris(config("-nginx.scrape-uri", URI))).containsExactly(URI);
        assertThat(uris(config("-nginx.scrape-uri=" + URI))).containsExactly(URI);
    }

    @Test
    void namesTheOldSpellings() {
        OldSpellings spellings = OldSpellings.rewrite(
                ExporterCommand::optionNames, "-nginx.scrape-uri=" + URI, "--log.level=info", "-x", "-V");
        assertThat(spellings.old()).containsExactly("-nginx.scrape-uri");
        assertThat(spellings.arguments()).containsExactly("--nginx.scrape-uri=" + URI, "--log.level=info", "-x", "-V");
    }

    @Test
    void takesBooleansWithAndWithoutAValue() {
        assertThat(config("--nginx.proxy-protocol").nginx().proxyProtocol()).isTrue();
        assertThat(config("--nginx.proxy-protocol=true").nginx().proxyProtocol())
                .isTrue();
        assertThat(config("--nginx.proxy-protocol=false").nginx().proxyProtocol())
                .isFalse();
        assertThat(config("-nginx.ssl-verify=false").nginx().tls().verify()).isFalse();
        assertThat(config("--no-nginx.ssl-verify").nginx().tls().verify()).isFalse();
        assertThat(config("--nginx.ssl-verify", "--nginx.timeout=1s")
                        .nginx()
                        .tls()
                        .verify())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void takesEachWayToSayYes(String yes) {
        assertThat(config("-nginx.plus=" + yes).nginx().plus()).isTrue();
        assertThat(RunningExporter.config(Map.of("NGINX_PLUS", yes)).nginx().plus())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void takesEachWayToSayNo(String no) {
        assertThat(config("-nginx.ssl-verify=" + no).nginx().tls().verify()).isFalse();
        assertThat(RunningExporter.config(Map.of("SSL_VERIFY", no))
                        .nginx()
                        .tls()
                        .verify())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.4  | -nginx.plus -nginx.retries=3 -nginx.retry-interval 1.5s -nginx.scrape-uri http://a/ -nginx.ssl-verify=false
            0.4  | -nginx.timeout 500ms -web.listen-address :9113 -web.telemetry-path /m
            0.5  | -nginx.ssl-ca-cert /ca.pem -nginx.scrape-uri unix:/var/run/nginx.sock:/stub_status
            0.8  | -prometheus.const-labels a=1,b=2 -web.listen-address unix:/run/exporter.sock
            0.8  | -nginx.ssl-client-cert /c.pem -nginx.ssl-client-key /k.pem -nginx.ssl-verify
            0.9  | -web.secured-metrics -web.ssl-server-cert /c.pem -web.ssl-server-key=/k.pem
            0.11 | --nginx.plus=true --nginx.timeout=1m30s --prometheus.const-labels=a=1
            1.0  | --web.config.file=/web.yml --prometheus.const-label=a=1 --prometheus.const-label=b=2 --no-nginx.plus
            1.0  | --log.level=debug --log.format=json --web.listen-address=:9113 --web.listen-address=:9114
            1.0  | -web.config.file=/web.yml -log.level=warn --no-nginx.ssl-verify --no-web.systemd-socket
            1.1  | --nginx.scrape-uri=http://a/ --nginx.scrape-uri http://b/ --nginx.timeout=5s
            1.4  | --nginx.proxy-protocol --nginx.ssl-verify --nginx.ssl-ca-cert=/ca.pem
            1.5  | --no-nginx.proxy-protocol --log.level=error --log.format=logfmt
            """)
    void takesWhatEachReleaseTook(String release, String arguments) {
        StringWriter err = new StringWriter();
        assertThat(RunningExporter.run(Map.of(), _ -> 0, err, arguments.split(" ")))
                .as(release + err)
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-help", "--help", "-h", "-version", "--version"})
    void tellsHelpAndVersionInEachSpelling(String argument) {
        StringWriter err = new StringWriter();
        assertThat(RunningExporter.run(Map.of(), _ -> 9, err, argument)).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void takesRepeatedOptionsAsTheyAre() {
        ExporterConfig config = config(
                "--nginx.scrape-uri=http://a/?list=1,http://x",
                "--nginx.scrape-uri=unix:/b:/s",
                "--web.listen-address=:1",
                "--web.listen-address=unix:/run/e.sock",
                "--prometheus.const-label=env=prod",
                "--prometheus.const-label=eq=a=b,c");
        assertThat(uris(config)).containsExactly("http://a/?list=1,http://x", "unix:/b:/s");
        assertThat(config.web().listen().getLast()).isEqualTo(new ListenPoint.Unix(Path.of("/run/e.sock")));
        assertThat(config.constLabels()).isEqualTo(Map.of("env", "prod", "eq", "a=b,c"));
    }

    @Test
    void takesTheTlsOptionsOfOldReleases() {
        assertThat(config("-web.secured-metrics", "-web.ssl-server-cert=/c", "-web.ssl-server-key=/k")
                        .web()
                        .security())
                .contains(new WebConfigSource.Certificate(Path.of("/c"), Path.of("/k")));
        Map<String, String> environment =
                Map.of("SECURED_METRICS", "true", "SSL_SERVER_CERT", "/c", "SSL_SERVER_KEY", "/k");
        assertThat(RunningExporter.config(environment).web().security())
                .contains(new WebConfigSource.Certificate(Path.of("/c"), Path.of("/k")));
    }

    @Test
    void takesTheLabelListOfOldReleases() {
        assertThat(config("-prometheus.const-labels=a=1,b=2").constLabels()).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @Test
    void readsTheOfficialVariables() {
        Map<String, String> environment = Map.of(
                "LISTEN_ADDRESS", ":9200\n127.0.0.1:9201",
                "TELEMETRY_PATH", "/m",
                "CONFIG_FILE", "/etc/web.yml",
                "SCRAPE_URI", "http://a/s?x=1,2,unix:/b:/s\nhttps://c/s",
                "TIMEOUT", "1m30s",
                "SSL_VERIFY", "false",
                "SSL_CA_CERT", "/ca.pem",
                "PROXY_PROTOCOL", "true",
                "NGINX_RETRIES", "3",
                "CONST_LABELS", "a=1,b=2\nc=3");
        ExporterConfig config = RunningExporter.config(environment);
        assertThat(config.web().listen()).hasToString("[:9200, 127.0.0.1:9201]");
        assertThat(config.web().telemetryPath()).isEqualTo("/m");
        assertThat(config.web().security()).contains(new WebConfigSource.InFile(Path.of("/etc/web.yml")));
        assertThat(uris(config)).containsExactly("http://a/s?x=1,2", "unix:/b:/s", "https://c/s");
        assertThat(config.nginx().timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.nginx().tls().verify()).isFalse();
        assertThat(config.nginx().tls().caCertificate()).contains(Path.of("/ca.pem"));
        assertThat(config.nginx().proxyProtocol()).isTrue();
        assertThat(config.nginx().retries()).isEqualTo(3);
        assertThat(config.constLabels()).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
    }

    @Test
    void readsWhatMayBeProbedFromAListToo() {
        ExporterConfig config = RunningExporter.config(Map.of("PROBE_ALLOW", "nginx,*.example.org\n10.0.0.0/8"));
        for (String uri : List.of("http://nginx/", "http://a.example.org/", "http://10.1.2.3/")) {
            assertThat(config.probeAllow().allows(ScrapeTarget.parse(uri)))
                    .as(uri)
                    .isTrue();
        }
        assertThat(config.probeAllow().allows(ScrapeTarget.parse("http://other/")))
                .isFalse();
    }

    @Test
    void prefersTheCommandLineToTheVariable() {
        ExporterConfig config = RunningExporter.config(
                Map.of("SCRAPE_URI", "http://env/", "TIMEOUT", "1s"), "--nginx.scrape-uri=http://arg/");
        assertThat(uris(config)).containsExactly("http://arg/");
        assertThat(config.nginx().timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --nginx.timeout=0s                         | --nginx.timeout: '0s' (expected: a duration above 0s)
            --nginx.timeout=-1s                        | --nginx.timeout: '-1s' (expected: a duration above 0s)
            --nginx.timeout=soon                       | 'soon' (expected: a duration such as 15ms, 10s or 1m30s)
            --nginx.retry-interval=0s                  | --nginx.retry-interval: '0s' (expected: a duration above 0s)
            --nginx.retries=-1                         | --nginx.retries: -1 (expected: 0 or more)
            --nginx.scrape-uri=foo                     | --nginx.scrape-uri: 'foo' (expected: http://
            --nginx.scrape-uri=unix:/a:/b:c            | --nginx.scrape-uri: 'unix:/a:/b:c' (expected:
            --prometheus.const-label=2x=1              | name '2x' (expected: letters, digits and _, no digit first)
            --prometheus.const-label=__x=1             | name '__x' (expected:
            --prometheus.const-label=x                 | 'x' (expected: name=value)
            --web.telemetry-path=metrics               | 'metrics' (expected: a path that begins with a slash)
            --web.listen-address=9113                  | '9113' (expected: host:port, :port or [v6]:port)
            --web.listen-address=:99999                | (expected: a port 0..65535 after the last colon)
            --web.listen-address=unix:e                | 'unix:e' (expected: unix:/path, or host:port)
            --web.systemd-socket                       | there is no systemd in a container
            --web.secured-metrics                      | certificate or key is missing
            --probe.allow=http://x                     | 'http://x' (expected: host, host:port
            --probe.allow=10.0.0.0/33                  | '10.0.0.0/33' (expected: an IP network such as 10.0.0.0/8)
            --nginx.syslog-listen=x                    | 'x' (expected: host:port
            --log.max-series=many                      | many
            --nginx.plus=yes                           | 'yes' (expected: true or false)
            --nginx.ssl-client-cert=/c.pem             | only one is given (expected: both or none)
            --log.level=loud                           | loud
            """)
    void refusesAnUnusableValueInOneLine(String argument, String message) {
        StringWriter err = new StringWriter();
        int exit = RunningExporter.run(Map.of(), _ -> 0, err, argument);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(message)
                .startsWith("nginx-exporter: ");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void refusesTheSameUriTwice() {
        StringWriter err = new StringWriter();
        int exit = RunningExporter.run(Map.of(), _ -> 0, err, "--nginx.scrape-uri=" + URI, "--nginx.scrape-uri=" + URI);
        assertThat(err.toString().strip())
                .isEqualTo("nginx-exporter: --nginx.scrape-uri: http://localhost/nginx_status is given twice");
        assertThat(exit).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nginx.scrape-url=x", "-nginx.unknown", "--no-such", "stray"})
    void exitsWithTwoForAnUnknownOption(String argument) {
        StringWriter err = new StringWriter();
        assertThat(RunningExporter.run(Map.of(), _ -> 0, err, argument)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(argument);
    }

    private static ExporterConfig config(String... args) {
        return RunningExporter.config(Map.of(), args);
    }

    private static List<String> uris(ExporterConfig config) {
        return config.nginx().targets().stream().map(ScrapeTarget::uri).toList();
    }
}
