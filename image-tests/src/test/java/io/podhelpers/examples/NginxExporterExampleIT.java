package io.podhelpers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.NginxExporterContainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/// The metrics of an nginx, as Prometheus gets them.
@Testcontainers
final class NginxExporterExampleIT {
    static final Network NETWORK = Network.newNetwork();

    @Container
    static final GenericContainer<?> NGINX = new GenericContainer<>(DockerImageName.parse("nginx:1.26"))
            .withNetwork(NETWORK)
            .withNetworkAliases("nginx")
            .withExposedPorts(80)
            .withCopyToContainer(
                    Transferable.of("server { listen 80; location /stub_status { stub_status; } }"),
                    "/etc/nginx/conf.d/default.conf");

    @Container
    static final NginxExporterContainer EXPORTER = new NginxExporterContainer()
            .withNetwork(NETWORK)
            .withScrapeUri("http://nginx/stub_status")
            .withConstLabel("env", "test")
            .dependsOn(NGINX);

    @Test
    void nginxIsUp() throws IOException {
        try (InputStream metrics = EXPORTER.metricsUri().toURL().openStream()) {
            assertThat(new String(metrics.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("nginx_up{env=\"test\"} 1");
        }
    }
}
