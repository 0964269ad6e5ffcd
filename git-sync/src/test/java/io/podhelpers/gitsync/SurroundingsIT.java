package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.testcontainers.GitSyncContainer;
import io.podhelpers.testcontainers.HelperImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;

/// What a cluster brings along for the image that is replaced, and expects to be heeded: proxies, authorities, git's
/// own
/// variables, the default user and directory.
@SuppressWarnings("NullAway.Init") // set before the tests
class SurroundingsIT {
    private static final String URL = "https://git-server/demo.git";
    private static final String PROXY = """
            Port 8888
            LogFile "/tmp/proxy.log"
            LogLevel Connect
            ConnectPort 443
            BasicAuth me s3cret-of-proxy
            """;

    @TempDir
    static Path directory;

    private static GitServer server;
    private static Certificates made;

    @BeforeAll
    static void startServer() throws Exception {
        made = new Certificates(directory);
        server = new GitServer(container -> container
                .withEnv("GIT_REPOS", "demo")
                .withCopyToContainer(Transferable.of(made.ofServer()), "/etc/git-server/tls.pem")
                .withCopyToContainer(Transferable.of(PROXY), "/etc/tinyproxy/it.conf"));
        server.secret("ca.pem", made.text("ca.pem"));
        server.run("tinyproxy -c /etc/tinyproxy/it.conf");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void expectPublished(GitSyncContainer sync, String root) throws Exception {
        try (sync) {
            sync.start();
            assertThat(server.read(root + "/link/index.html")).isEqualTo("<h1>demo</h1>");
            assertThat(sync.getLogs()).doesNotContain("s3cret");
        }
    }

    private static String tunnels() throws Exception {
        return server.run("grep -c 'CONNECT git-server:443' /tmp/proxy.log || true");
    }

    @Test
    void goesThroughTheProxyOfTheEnvironmentWithItsPassword() throws Exception {
        String before = tunnels();

        expectPublished(
                server.sync(URL, "proxy")
                        .withEnv("GIT_SSL_CAINFO", "/git/secret/ca.pem")
                        .withEnv("HTTPS_PROXY", "http://me:s3cret-of-proxy@git-server:8888"),
                "proxy");

        assertThat(tunnels()).isNotEqualTo(before);
    }

    @Test
    void goesThroughTheProxyOfTheSetting() throws Exception {
        String before = tunnels();

        expectPublished(
                server.sync(URL, "setting")
                        .withEnv("GIT_SSL_NO_VERIFY", "true")
                        .withOption("--git-config", "\"http.proxy\":\"http://me:s3cret-of-proxy@git-server:8888\""),
                "setting");

        assertThat(tunnels()).isNotEqualTo(before);
    }

    @Test
    void aProxyThatRefusesIsAnErrorAndIsNotGoneAround() throws Exception {
        try (GitSyncContainer sync = server.sync(URL, "refused")
                .withEnv("GIT_SSL_CAINFO", "/git/secret/ca.pem")
                .withEnv("https_proxy", "http://me:wrong-s3cret@git-server:8888")) {
            server.startInVain(sync);

            assertThat(server.isPublished("refused")).isFalse();
            assertThat(sync.getLogs())
                    .contains("Unable to tunnel through proxy")
                    .doesNotContain("s3cret")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void reachesWithoutAProxyWhatNoProxyNames() throws Exception {
        expectPublished(
                server.sync(URL, "direct")
                        .withEnv("GIT_SSL_CAINFO", "/git/secret/ca.pem")
                        .withEnv("HTTPS_PROXY", "http://nowhere.invalid:1")
                        .withEnv("NO_PROXY", "10.0.0.0/8,.example.org,git-server"),
                "direct");
    }

    @Test
    void trustsTheAuthoritiesThatAreMountedWhereDistributionsHaveThem() throws Exception {
        try (GenericContainer<?> once = once(URL)) {
            once.withCopyToContainer(Transferable.of(made.text("ca.pem"), 0444), "/etc/ssl/certs/ca-certificates.crt");
            once.start();

            assertThat(once.getLogs()).contains("msg=published");
        }
    }

    @Test
    void runsWithNoOptionButTheRepositoryAndNoVolume() {
        try (GenericContainer<?> once = once("http://git-server/demo.git")) {
            once.start();

            assertThat(once.getLogs()).contains("msg=published").contains("link=/git/demo.git");
        }
    }

    @Test
    void writesToAVolumeThatTheReplacedImageHasFilled() throws Exception {
        server.run("mkdir /git/filled && chown 65533:65533 /git/filled && chmod 2755 /git/filled");
        try (GenericContainer<?> once = once("http://git-server/demo.git")) {
            once.withEnv("GITSYNC_ROOT", "/git/filled");
            once.setBinds(List.of(new Bind(server.volume(), new Volume("/git"))));
            once.start();
            assertThat(once.getLogs()).contains("link=/git/filled/demo.git");
        }

        assertThat(server.read("filled/demo.git/index.html")).isEqualTo("<h1>demo</h1>");
    }

    private static GenericContainer<?> once(String url) {
        return new GenericContainer<>(HelperImages.GIT_SYNC)
                .withNetwork(server.network())
                .withCommand("--repo=" + url, "--one-time")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy());
    }
}
