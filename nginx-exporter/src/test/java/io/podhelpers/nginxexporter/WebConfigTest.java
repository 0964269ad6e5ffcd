package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.TestTls.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `--web.config.file`: the exporter toolkit's format.
final class WebConfigTest {
    /// The password is `secret`.
    private static final String USERS =
            "basic_auth_users:\n  joe: $2y$04$g7WD4A4D0Zcd8ka.aENll.zLAZ.KKjzc1XsaaCAtPta/rfGhoErXS\n";

    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "server.pem, server.key",
        "server.pem, server-sec1.key",
        "server-rsa.pem, server-rsa.key",
        "server-rsa.pem, server-pkcs1.key"
    })
    void speaksTlsWithEveryKindOfKey(String certificate, String key) throws Exception {
        try (RunningExporter exporter = start(tls(certificate, key, ""))) {
            HttpResponse<String> answer = get(exporter, TestTls.anonymous(), "/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("nginx_up 0\n");
        }
    }

    @Test
    void takesCertificateAndKeyWrittenIntoTheConfiguration() throws Exception {
        String config =
                "tls_server_config:\n  cert: |\n" + indented("server.pem") + "  key: |\n" + indented("server.key");
        try (RunningExporter exporter = start(config)) {
            assertThat(get(exporter, TestTls.anonymous(), "/healthz").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void findsFilesBesideTheConfiguration() throws Exception {
        Files.copy(file("server.pem"), dir.resolve("mine.pem"));
        Files.copy(file("server.key"), dir.resolve("mine.key"));
        try (RunningExporter exporter = start("tls_server_config:\n  cert_file: mine.pem\n  key_file: mine.key\n")) {
            assertThat(get(exporter, TestTls.anonymous(), "/healthz").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void letsInOnlyClientsWithACertificateOfTheAuthority() throws Exception {
        String config = tls(
                "server.pem",
                "server.key",
                "client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: " + file("ca.pem"));
        try (RunningExporter exporter = start(config)) {
            assertThat(get(exporter, TestTls.showing("client"), "/metrics").statusCode())
                    .isEqualTo(200);
            assertRefused(exporter, TestTls.anonymous());
            assertRefused(exporter, TestTls.showing("stranger"));
        }
    }

    @Test
    void letsInOnlyClientsWithAnAllowedName() throws Exception {
        String auth = "client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: " + file("ca.pem")
                + "\n  client_allowed_sans: [%s]";
        try (RunningExporter exporter = start(tls("server.pem", "server.key", auth.formatted("prometheus")))) {
            assertThat(get(exporter, TestTls.showing("client"), "/metrics").statusCode())
                    .isEqualTo(200);
        }
        try (RunningExporter exporter = start(tls("server.pem", "server.key", auth.formatted("somebody-else")))) {
            assertRefused(exporter, TestTls.showing("client"));
        }
    }

    @Test
    void asksForACertificateWithoutVerifyingIt() throws Exception {
        try (RunningExporter exporter =
                start(tls("server.pem", "server.key", "client_auth_type: RequireAnyClientCert"))) {
            assertThat(get(exporter, TestTls.showing("stranger"), "/metrics").statusCode())
                    .isEqualTo(200);
            assertRefused(exporter, TestTls.anonymous());
        }
    }

    @Test
    void speaksOnlyTheVersionsCiphersAndCurvesItIsTold() throws Exception {
        String limits = "min_version: TLS13\n  max_version: TLS13\n  cipher_suites: [TLS_AES_256_GCM_SHA384]"
                + "\n  curve_preferences: [CurveP256]\n  prefer_server_cipher_suites: true";
        try (RunningExporter exporter = start(tls("server.pem", "server.key", limits))) {
            HttpResponse<String> answer = get(exporter, TestTls.anonymous(), "/healthz");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(answer.sslSession().orElseThrow().getCipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
            SSLParameters old = new SSLParameters();
            old.setProtocols(new String[] {"TLSv1.2"});
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(TestTls.anonymous())
                    .sslParameters(old)
                    .build();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.send(request(exporter, "/healthz"), HttpResponse.BodyHandlers.ofString()));
        }
    }

    @Test
    void answersPlainHttpOnATlsPortByHangingUp() throws Exception {
        try (RunningExporter exporter = start(tls("server.pem", "server.key", ""))) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> exporter.get("/healthz"));
        }
    }

    @Test
    void asksForAPasswordButNotOfTheKubelet() throws Exception {
        try (RunningExporter exporter = start(USERS)) {
            HttpResponse<String> anonymous = exporter.get("/metrics");
            assertThat(anonymous.statusCode()).isEqualTo(401);
            assertThat(anonymous.headers().firstValue("www-authenticate")).contains("Basic");
            for (int i = 0; i < 3; i++) {
                assertThat(status(exporter, "joe", "secret")).isEqualTo(200);
                assertThat(status(exporter, "joe", "wrong")).isEqualTo(401);
                assertThat(status(exporter, "jim", "secret")).isEqualTo(401);
            }
            assertThat(exporter.get("/metrics", "Authorization", "Bearer x").statusCode())
                    .isEqualTo(401);
            assertThat(exporter.get("/metrics", "Authorization", "Basic !").statusCode())
                    .isEqualTo(401);
            for (String path : new String[] {"/healthz", "/livez", "/readyz"}) {
                assertThat(exporter.get(path).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void addsTheHeadersItIsTold() throws Exception {
        String config = "http_server_config:\n  http2: true\n  headers:\n    X-Frame-Options: deny\n";
        try (RunningExporter exporter = start(config)) {
            assertThat(exporter.get("/").headers().firstValue("x-frame-options"))
                    .contains("deny");
        }
    }

    @Test
    void servesAnEmptyConfigurationAsPlainHttp() throws Exception {
        try (RunningExporter exporter = start("")) {
            assertThat(exporter.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readsAChangedConfigurationAndKeepsTheOldOneWhenItIsBroken() throws Exception {
        Path config = dir.resolve("web.yml");
        try (RunningExporter exporter = start(USERS)) {
            change(config, "basic_auth_users: {}\n", 1);
            Waiting.until("everybody is let in", () -> exporter.get("/metrics").statusCode() == 200);
            change(config, USERS, 2);
            Waiting.until("nobody is let in", () -> exporter.get("/metrics").statusCode() == 401);
            change(config, "basic_auth_users: 5\n", 3);
            Waiting.until("it was looked at", () -> {
                assertThat(exporter.get("/metrics").statusCode()).isEqualTo(401);
                return true;
            });
            assertThat(status(exporter, "joe", "secret")).isEqualTo(200);
        }
    }

    @Test
    void showsARenewedCertificate() throws Exception {
        Path certificate = dir.resolve("c.pem");
        Path key = dir.resolve("c.key");
        Files.copy(file("stranger.pem"), certificate);
        Files.copy(file("stranger.key"), key);
        try (RunningExporter exporter = start("tls_server_config:\n  cert_file: c.pem\n  key_file: c.key\n")) {
            assertRefused(exporter, TestTls.anonymous());
            Files.writeString(key, Files.readString(file("server.key")));
            change(certificate, Files.readString(file("server.pem")), 1);
            Waiting.until("the renewed certificate is shown", () -> {
                try {
                    return get(exporter, TestTls.anonymous(), "/healthz").statusCode() == 200;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown: 1 | unknown field unknown (expected: one of",
                "tls_server_config: {cert_file: x} | certificate or key is missing",
                "tls_server_config: {cert_file: /none, key_file: /none} | cannot read /none",
                "tls_server_config: {cert_file: @server.key, key_file: @server.key} | no certificate in it",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.pem} | no private key in it",
                "tls_server_config: {cert_file: @server.pem, key_file: @server-rsa.key} | the key (RSA) is not that of",
                "tls_server_config: {cert_file: @server.pem, key_file: @server-encrypted.key} | the key is encrypted",
                "tls_server_config: {cert_file: @server.pem, cert: x, key_file: x} | both cert and cert_file",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, min_version: TLS9} | 'TLS9' (expected",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, cipher_suites: [X]} | 'X' is not known",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, cipher_suites: X} | expected a list",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, curve_preferences: [X]} | 'X' (expected",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, client_auth_type: X} | 'X' (expected",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, client_ca_file: x} | without client_auth_type",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, client_auth_type: VerifyClientCertIfGiven}"
                        + " | without client_ca_file",
                "tls_server_config: {cert_file: @server.pem, key_file: @server.key, max_version: TLS11} | min_version is above",
                "basic_auth_users: {joe: secret} | basic_auth_users.joe: not a bcrypt hash",
                "basic_auth_users: [joe] | expected a mapping",
                "http_server_config: {headers: {Server: x}} | 'Server' cannot be set",
                "[a: | not YAML"
            })
    void refusesAnUnusableConfigurationInOneLine(String testCase) throws IOException {
        String[] parts = testCase.split(" \\| ", 2);
        Path config = Files.writeString(
                dir.resolve("web.yml"),
                parts[0].replaceAll("@([-a-z0-9.]+)", TestTls.file("$1").toString()));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunningExporter.start("--web.config.file=" + config))
                .withMessageStartingWith("--web.config.file: ")
                .withMessageContaining(parts[1]);
    }

    @Test
    void refusesAMissingConfiguration() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunningExporter.start("--web.config.file=/none.yml"))
                .withMessage(
                        "--web.config.file: /none.yml: cannot be read: NoSuchFileException (expected: a YAML file)");
    }

    private RunningExporter start(String config) throws IOException {
        Path file = Files.writeString(dir.resolve("web.yml"), config);
        return RunningExporter.start("--web.config.file=" + file, "--nginx.scrape-uri=unix:/nowhere");
    }

    private static void change(Path file, String content, int times) throws IOException {
        Files.writeString(file, content);
        // file systems may count in whole seconds
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 10_000L * times));
    }

    private static String tls(String certificate, String key, String more) {
        return "tls_server_config:\n  cert_file: " + file(certificate) + "\n  key_file: " + file(key) + "\n  " + more
                + "\n";
    }

    private static String indented(String name) throws IOException {
        return Files.readString(file(name)).indent(4);
    }

    private static int status(RunningExporter exporter, String user, String password) throws Exception {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        return exporter.get("/metrics", "Authorization", "Basic " + credentials).statusCode();
    }

    private static HttpResponse<String> get(RunningExporter exporter, SSLContext tls, String path) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        return client.send(request(exporter, path), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(RunningExporter exporter, String path) throws IOException {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + exporter.port() + path))
                .build();
    }

    private static void assertRefused(RunningExporter exporter, SSLContext tls) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(exporter, tls, "/metrics"));
    }
}
