package io.podhelpers.nginxexporter;

import io.podhelpers.testcontainers.NginxExporterContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/// A real nginx in a network of its own, with a directory that it shares with exporters.
final class RealNginx implements AutoCloseable {
    static final String OFFICIAL = "nginx/nginx-prometheus-exporter:1.4";
    static final String PROMETHEUS = "prom/prometheus:v2.53.3";

    private final Network network = Network.newNetwork();
    private final Path shared;
    private final GenericContainer<?> container;

    RealNginx(Path shared) throws IOException {
        this("", shared);
    }

    /// @param more configuration of http{}
    RealNginx(String more, Path shared) throws IOException {
        this.shared = shared;
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        container = new GenericContainer<>("nginx:1.26")
                .withNetwork(network)
                .withNetworkAliases("nginx")
                .withFileSystemBind(shared.toString(), "/shared", BindMode.READ_WRITE)
                .withCopyFileToContainer(
                        MountableFile.forHostPath("src/test/resources/nginx/status.conf"),
                        "/etc/nginx/conf.d/status.conf")
                .withCopyFileToContainer(MountableFile.forHostPath("src/test/resources/tls"), "/tls")
                .withCopyToContainer(Transferable.of(more), "/etc/nginx/conf.d/more.conf")
                .withExposedPorts(80, 8080)
                .waitingFor(Wait.forHttp("/stub_status").forPort(8080));
        container.start();
    }

    GenericContainer<?> container() {
        return container;
    }

    Network network() {
        return network;
    }

    /// An exporter in the same network, sharing the directory and the test certificates.
    NginxExporterContainer exporter(String... uris) {
        NginxExporterContainer exporter = new NginxExporterContainer()
                .withNetwork(network)
                .withFileSystemBind(shared.toString(), "/shared", BindMode.READ_WRITE)
                .withFileSystemBind(TestTls.file(".").normalize().toString(), "/tls", BindMode.READ_ONLY);
        for (String uri : uris) {
            exporter.withScrapeUri(uri);
        }
        return exporter;
    }

    /// The official exporter in the same network.
    GenericContainer<?> official(String... arguments) {
        return new GenericContainer<>(OFFICIAL)
                .withNetwork(network)
                .withNetworkAliases("official")
                .withCommand(arguments)
                .withExposedPorts(9113)
                .waitingFor(Wait.forHttp("/").forPort(9113));
    }

    static String metrics(GenericContainer<?> exporter) throws IOException, InterruptedException {
        return get(URI.create("http://" + exporter.getHost() + ":" + exporter.getMappedPort(9113) + "/metrics"));
    }

    static String get(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Override
    public void close() {
        container.close();
        network.close();
    }
}
