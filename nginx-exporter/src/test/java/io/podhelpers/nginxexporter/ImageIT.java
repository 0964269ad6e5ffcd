package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.RealNginx.metrics;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import io.podhelpers.testcontainers.HelperImages;
import io.podhelpers.testcontainers.NginxExporterContainer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.IndefiniteWaitOneShotStartupCheckStrategy;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;

/// The image with a real nginx: the ways to reach it, and what happens when it fails.
final class ImageIT {
    private static final String STATUS = "http://nginx:8080/stub_status";
    private static final String UP = "\nnginx_up 1\n";
    private static final String DOWN = "\nnginx_up 0\n";

    @TempDir
    private Path shared;

    @Test
    void speaksUnixSocketsBothWays() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer exporter = nginx.exporter("unix:/shared/nginx.sock:/stub_status")
                        .withOption("--web.listen-address", ":9113")
                        .withOption("--web.listen-address", "unix:/shared/exporter.sock")) {
            nginx.container().execInContainer("chmod", "777", "/shared/nginx.sock");
            exporter.start();
            assertThat(metrics(exporter)).contains(UP);
            assertThat(Files.exists(shared.resolve("exporter.sock"))).isTrue();
            exporter.getDockerClient()
                    .stopContainerCmd(exporter.getContainerId())
                    .exec();
            assertThat(Files.exists(shared.resolve("exporter.sock")))
                    .as("the socket is removed at the end")
                    .isFalse();
        }
    }

    @Test
    void speaksTheProxyProtocol() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer proxied = nginx.exporter(
                                "http://nginx:8081/stub_status", "unix:/shared/proxied.sock:/stub_status")
                        .withOption("--nginx.proxy-protocol", "true");
                NginxExporterContainer plain = nginx.exporter("http://nginx:8081/stub_status")) {
            nginx.container().execInContainer("chmod", "777", "/shared/proxied.sock");
            proxied.start();
            plain.start();
            assertThat(metrics(proxied))
                    .contains("nginx_up{addr=\"http://nginx:8081/stub_status\"} 1\n")
                    .contains("nginx_up{addr=\"unix:/shared/proxied.sock:/stub_status\"} 1\n");
            assertThat(metrics(plain)).as("nginx insists on the header").contains(DOWN);
        }
    }

    @Test
    void speaksTlsWithACertificateOfItsOwn() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer known = nginx.exporter("https://nginx:8443/known")
                        .withOption("--nginx.ssl-verify", "false")
                        .withOption("--nginx.ssl-client-cert", "/tls/client.pem")
                        .withOption("--nginx.ssl-client-key", "/tls/client.key");
                NginxExporterContainer unknown =
                        nginx.exporter("https://nginx:8443/known").withOption("--nginx.ssl-verify", "false");
                // the certificate is for localhost
                NginxExporterContainer careful = nginx.exporter("https://nginx:8443/stub_status")
                        .withOption("--nginx.ssl-ca-cert", "/tls/ca.pem")) {
            known.start();
            unknown.start();
            careful.start();
            assertThat(metrics(known)).contains(UP);
            assertThat(metrics(unknown)).contains(DOWN, "scrape_errors_total{cause=\"status\"} 1\n");
            assertThat(metrics(careful)).contains(DOWN, "scrape_errors_total{cause=\"tls\"} 1\n");
        }
    }

    @Test
    void asksForThePasswordOfTheWebConfiguration() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer exporter = nginx.exporter("http://nginx:8080/moved")) {
            Files.writeString(shared.resolve("web.yml"), """
                    basic_auth_users:
                      joe: $2y$04$g7WD4A4D0Zcd8ka.aENll.zLAZ.KKjzc1XsaaCAtPta/rfGhoErXS
                    """);
            exporter.withOption("--web.config.file", "/shared/web.yml");
            exporter.start();
            assertThat(metrics(exporter)).isEqualTo("Unauthorized\n");
            String authorization = "Basic " + Base64.getEncoder().encodeToString("joe:secret".getBytes(US_ASCII));
            HttpRequest request = HttpRequest.newBuilder(exporter.metricsUri())
                    .header("Authorization", authorization)
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .as("a redirect is not followed")
                        .contains(DOWN, "scrape_errors_total{cause=\"status\"} 1\n");
            }
        }
    }

    @Test
    void countsTheAccessLogOfARealNginx() throws Exception {
        String log = """
                server {
                    listen 8088;
                    access_log syslog:server=exporter:5140,nohostname metrics;
                    location /teapot { return 418; }
                    location /proxied { proxy_pass http://127.0.0.1:8080/stub_status; }
                }
                server {
                    listen 8089;
                    access_log syslog:server=exporter:5140,tag=web combined;
                    location / { return 204; }
                }
                """;
        Network network = Network.newNetwork();
        try (network;
                NginxExporterContainer exporter = new NginxExporterContainer()
                        .withNetwork(network)
                        .withNetworkAliases("exporter")
                        .withScrapeUri(STATUS)
                        .withOption("--nginx.syslog-listen", ":5140")) {
            exporter.start();
            try (RealNginx nginx = new RealNginx("", shared)) {
                DockerClientFactory.lazyClient()
                        .connectToNetworkCmd()
                        .withNetworkId(network.getId())
                        .withContainerId(nginx.container().getContainerId())
                        .exec();
                nginx.container().copyFileToContainer(Transferable.of(log), "/etc/nginx/conf.d/zz-log.conf");
                assertThat(nginx.container()
                                .execInContainer("nginx", "-s", "reload")
                                .getExitCode())
                        .isZero();
                Waiting.until("the new configuration is in force and logged", () -> {
                    ask(nginx, 8088, "teapot");
                    return metrics(exporter)
                            .contains("nginx_access_log_requests_total{class=\"4xx\",method=\"GET\",status=\"418\"}");
                });
                ask(nginx, 8088, "proxied");
                ask(nginx, 8089, "");
                Waiting.until("all are counted", () -> {
                    String metrics = metrics(exporter);
                    return metrics.contains("class=\"2xx\",method=\"GET\",status=\"200\"} 1\n")
                            && metrics.contains("class=\"2xx\",method=\"GET\",status=\"204\"} 1\n")
                            && metrics.contains("nginx_access_log_upstream_duration_seconds_count{class=\"2xx\"} 1\n")
                            && metrics.contains("syslog_datagrams_total{result=\"malformed\"} 0\n");
                });
            }
        }
    }

    private static void ask(RealNginx nginx, int port, String path) throws Exception {
        String line =
                "exec 3<>/dev/tcp/127.0.0.1/" + port + "; printf 'GET /" + path + " HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
        nginx.container().execInContainer("bash", "-c", line);
    }

    @Test
    void staysUpWhileNginxHangsDiesAndComesBack() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer exporter = nginx.exporter(STATUS).withOption("--nginx.timeout", "500ms")) {
            exporter.start();
            assertThat(metrics(exporter)).contains(UP);
            String id = nginx.container().getContainerId();

            DockerClientFactory.lazyClient().pauseContainerCmd(id).exec();
            assertThat(metrics(exporter)).contains(DOWN, "scrape_errors_total{cause=\"timeout\"} 1\n");
            DockerClientFactory.lazyClient().unpauseContainerCmd(id).exec();
            Waiting.until("it is up again", () -> metrics(exporter).contains(UP));

            // a new master process: the counters begin again
            DockerClientFactory.lazyClient().restartContainerCmd(id).exec();
            Waiting.until("it is up after its restart", () -> metrics(exporter).contains(UP));
            assertThat(metrics(exporter)).contains("nginx_exporter_upstream_resets_total 1\n");
            assertThat(RealNginx.get(exporter.adminUri("/healthz"))).isEqualTo("ok\n");
        }
    }

    @Test
    void keepsWithinItsMemoryUnderLoad() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer exporter = nginx.exporter(STATUS).withMemoryLimit(64L << 20)) {
            exporter.start();
            for (int scrape = 0; scrape < 500; scrape++) {
                assertThat(metrics(exporter)).contains(UP);
            }
            assertThat(exporter.getCurrentContainerInfo().getState().getOOMKilled())
                    .isFalse();
        }
    }

    @Test
    void endsWithZeroOnSigterm() throws Exception {
        try (RealNginx nginx = new RealNginx(shared);
                NginxExporterContainer exporter = nginx.exporter(STATUS)) {
            exporter.start();
            exporter.getDockerClient()
                    .stopContainerCmd(exporter.getContainerId())
                    .exec();
            assertThat(exporter.getCurrentContainerInfo().getState().getExitCodeLong())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --nginx.scrape-uri=foo          | 1 | nginx-exporter: --nginx.scrape-uri: 'foo' (expected:
            --web.listen-address=192.0.2.1:80 | 1 | nginx-exporter: --web.listen-address: cannot listen on 192.0.2.1:80
            --web.config.file=/none         | 1 | nginx-exporter: --web.config.file: /none: cannot be read
            --no-such-option                | 2 | nginx-exporter: Unknown option
            --version                       | 0 | nginx-exporter 0.1.0
            """)
    void saysWhatIsWrongInOneLine(String argument, int exitCode, String line) {
        try (GenericContainer<?> exporter = new GenericContainer<>(HelperImages.NGINX_EXPORTER)
                .withCommand(argument)
                .withStartupCheckStrategy(new Ended())) {
            exporter.start();
            assertThat(exporter.getCurrentContainerInfo().getState().getExitCodeLong())
                    .isEqualTo(exitCode);
            assertThat(exporter.getLogs().strip().lines())
                    .singleElement()
                    .asString()
                    .startsWith(line);
        }
    }

    /// Has ended, with whatever exit code.
    private static final class Ended extends IndefiniteWaitOneShotStartupCheckStrategy {
        @Override
        public StartupCheckStrategy.StartupStatus checkStartupState(DockerClient client, String id) {
            boolean running = Boolean.TRUE.equals(
                    client.inspectContainerCmd(id).exec().getState().getRunning());
            return running ? StartupStatus.NOT_YET_KNOWN : StartupStatus.SUCCESSFUL;
        }
    }
}
