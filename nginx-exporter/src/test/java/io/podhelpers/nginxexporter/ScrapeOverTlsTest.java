package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.TestTls.file;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

final class ScrapeOverTlsTest {
    @Test
    void verifiesCertificateAndHostName() throws Exception {
        HttpsServer nginx = nginx(false);
        try (RunningExporter right = start(nginx, "localhost", "--nginx.ssl-ca-cert=" + file("ca.pem"));
                RunningExporter unknown = start(nginx, "localhost");
                RunningExporter wrongName = start(nginx, "127.0.0.2", "--nginx.ssl-ca-cert=" + file("ca.pem"));
                RunningExporter careless = start(nginx, "127.0.0.2", "--nginx.ssl-verify=false")) {
            assertThat(right.metrics()).contains("nginx_up 1\n");
            assertThat(right.metrics()).as("again, on the kept connection").contains("nginx_up 1\n");
            assertTlsError(unknown);
            assertTlsError(wrongName);
            assertThat(careless.metrics()).contains("nginx_up 1\n");
        } finally {
            nginx.stop(0);
        }
    }

    @Test
    void showsItsCertificateToNginx() throws Exception {
        HttpsServer nginx = nginx(true);
        try (RunningExporter known = start(
                        nginx,
                        "localhost",
                        "--nginx.ssl-ca-cert=" + file("ca.pem"),
                        "--nginx.ssl-client-cert=" + file("client.pem"),
                        "--nginx.ssl-client-key=" + file("client.key"));
                RunningExporter anonymous = start(nginx, "localhost", "--nginx.ssl-ca-cert=" + file("ca.pem"))) {
            assertThat(known.metrics()).contains("nginx_up 1\n");
            // in TLS 1.3 the refusal comes after the handshake: as an alert or, when that is late, as a reset
            assertThat(anonymous.metrics())
                    .contains("nginx_up 0\n")
                    .containsPattern("scrape_errors_total\\{cause=\"(tls|connect)\"} 1\n");
        } finally {
            nginx.stop(0);
        }
    }

    @Test
    void refusesUnusableFilesAtTheStart() {
        assertRefused("--nginx.ssl-ca-cert: cannot read /none: NoSuchFileException", "--nginx.ssl-ca-cert=/none");
        assertRefused("no certificate in it (expected: PEM)", "--nginx.ssl-ca-cert=" + file("client.key"));
        assertRefused(
                "no private key in it (expected: PEM)",
                "--nginx.ssl-client-cert=" + file("client.pem"),
                "--nginx.ssl-client-key=" + file("client.pem"));
    }

    private static void assertRefused(String message, String... options) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunningExporter.start(options))
                .withMessageContaining(message);
    }

    private static void assertTlsError(RunningExporter exporter) throws InterruptedException {
        assertThat(exporter.metrics())
                .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total{cause=\"tls\"} 1\n");
    }

    private static RunningExporter start(HttpsServer nginx, String host, String... options) throws IOException {
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] =
                "--nginx.scrape-uri=https://" + host + ":" + nginx.getAddress().getPort() + "/stub_status";
        all[options.length + 1] = "--nginx.timeout=30s";
        return RunningExporter.start(all);
    }

    private static HttpsServer nginx(boolean wantsCertificate) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 10);
        SSLContext context = TestTls.showing("server");
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(wantsCertificate);
                parameters.setSSLParameters(ssl);
            }
        });
        byte[] page = FakeNginx.status(1, 1, 1, 1).getBytes(US_ASCII);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }
}
