package io.podhelpers.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.testcontainers.LogShipperContainer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.WaitingConsumer;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/// A request to nginx, as a line in the shipper's hands.
@Testcontainers
final class LogShipperExampleIT {
    @Test
    void aRequestIsShipped(@TempDir Path logs) throws Exception {
        // the containers' users are others than ours; in a Pod fsGroup sees to that
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxrwxrwx"));
        WaitingConsumer shipped = new WaitingConsumer();
        try (GenericContainer<?> nginx = new GenericContainer<>(DockerImageName.parse("nginx:1.26"))
                        .withExposedPorts(80)
                        .withCreateContainerCmdModifier(command -> requireNonNull(command.getHostConfig())
                                .withBinds(new Bind(logs.toString(), new Volume("/var/log/nginx"))));
                LogShipperContainer shipper = new LogShipperContainer()
                        .withLogDirectory(logs.toString())
                        .withLogConsumer(shipped)) {
            nginx.start();
            shipper.start();

            URI hello = URI.create("http://" + nginx.getHost() + ":" + nginx.getMappedPort(80) + "/hello");
            assertThat(((HttpURLConnection) hello.toURL().openConnection()).getResponseCode())
                    .isEqualTo(404);

            // standard output, unless withHttpSink or another sink is chosen
            shipped.waitUntil(frame -> frame.getUtf8String().contains("\"url.path\":\"/hello\""), 1, TimeUnit.MINUTES);
        }
    }
}
