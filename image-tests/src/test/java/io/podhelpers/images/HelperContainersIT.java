package io.podhelpers.images;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.testcontainers.GitSyncContainer;
import io.podhelpers.testcontainers.LogShipperContainer;
import io.podhelpers.testcontainers.NginxExporterContainer;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.WaitingConsumer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// The Testcontainers modules as their users write them, each helper beside the real server.
final class HelperContainersIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Network network = Network.newNetwork();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path shared;

    @AfterEach
    void removeTheNetwork() {
        network.close();
        http.close();
    }

    @Test
    void nginxExporterShowsTheMetricsOfAnNginx() throws IOException, InterruptedException {
        try (GenericContainer<?> nginx = server("nginx:1.26", "nginx", 80)
                        .withCopyToContainer(
                                Transferable.of("server { listen 80; location /stub_status { stub_status; } }"),
                                "/etc/nginx/conf.d/default.conf");
                NginxExporterContainer exporter = new NginxExporterContainer()
                        .withNetwork(network)
                        .withScrapeUri("http://nginx/stub_status")
                        .withConstLabel("env", "test")) {
            nginx.start();
            exporter.start();

            assertThat(get(exporter.metricsUri())).contains("nginx_up{env=\"test\"} 1");
        }
    }

    @Test
    void gitSyncPublishesABranch() throws IOException {
        letAnybodyWrite();
        try (GenericContainer<?> git =
                        server("podhelpers-test/git-server:1", "git-server", 80).withEnv("GIT_REPOS", "demo");
                GitSyncContainer sync = new GitSyncContainer("http://git-server/demo.git")
                        .withNetwork(network)
                        .withRef("main")
                        .withLink("current")
                        .withSharedDirectory(shared.toString())) {
            git.start();
            sync.start();

            assertThat(shared.resolve("current")).isSymbolicLink();
            assertThat(shared.resolve("current/index.html")).hasContent("<h1>demo</h1>");
        }
    }

    @Test
    void logShipperShipsTheLinesOfAnNginx() throws Exception {
        letAnybodyWrite();
        WaitingConsumer shipped = new WaitingConsumer();
        try (GenericContainer<?> nginx = server("nginx:1.26", "nginx", 80)
                        .withCreateContainerCmdModifier(command -> requireNonNull(command.getHostConfig())
                                .withBinds(new Bind(shared.toString(), new Volume("/var/log/nginx"))));
                LogShipperContainer shipper = new LogShipperContainer()
                        .withNetwork(network)
                        .withLogDirectory(shared.toString())
                        .withLogConsumer(shipped)) {
            nginx.start();
            shipper.start();
            get(URI.create("http://" + nginx.getHost() + ":" + nginx.getMappedPort(80) + "/?hello"));

            shipped.waitUntil(
                    frame -> frame.getUtf8String().contains("hello"), (int) LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void redisAmbassadorIsOneRedis() throws IOException, InterruptedException {
        try (GenericContainer<?> primary = server("redis:8.0", "primary", 6379);
                RedisAmbassadorContainer ambassador = new RedisAmbassadorContainer()
                        .withNetwork(network)
                        .withNetworkAliases("ambassador")
                        .withUpstream("redis://primary:6379")
                        .withReadPolicy("prefer-replica")) {
            primary.start();
            ambassador.start();

            assertThat(primary.execInContainer("redis-cli", "-h", "ambassador", "set", "key", "value")
                            .getStdout())
                    .isEqualToIgnoringNewLines("OK");
            assertThat(primary.execInContainer("redis-cli", "get", "key").getStdout())
                    .isEqualToIgnoringNewLines("value");
        }
    }

    private GenericContainer<?> server(String image, String name, int port) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(name)
                .withExposedPorts(port)
                .waitingFor(Wait.forListeningPort().withStartupTimeout(LIMIT));
    }

    /// As an `emptyDir` with an fsGroup would be: the helper's user is nobody here.
    private void letAnybodyWrite() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
