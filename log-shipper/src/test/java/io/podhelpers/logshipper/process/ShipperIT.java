package io.podhelpers.logshipper.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.logshipper.parse.FlatJson;
import io.podhelpers.logshipper.process.StrictReceiver.Mood;
import io.podhelpers.testcontainers.LogShipperContainer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// The image beside a real nginx and a real logrotate on a shared volume, shipping to a receiver that fails.
final class ShipperIT {
    private static final long LIMIT_64_MIB = 64L << 20;
    private static final int END_SECONDS = 40;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<GenericContainer<?>> containers = new ArrayList<>();
    private final List<String> requested = new ArrayList<>();

    @TempDir
    private Path logs;

    private StrictReceiver receiver;
    private GenericContainer<?> nginx;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(
                logs, PosixFilePermissions.fromString("rwxrwxrwx")); // the shipper is another user
        receiver = new StrictReceiver(Inet4Address.ofLiteral("0.0.0.0"));
        nginx = nginx("podhelpers-test/logrotate:1", logs.toString());
        nginx.start();
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        nginx.execInContainer("sh", "-c", "rm -rf /var/log/nginx/* /var/log/nginx/.log-shipper"); // other users' files
        containers.forEach(GenericContainer::stop);
        receiver.close();
        http.close();
    }

    private GenericContainer<?> nginx(String image, String volume) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(80)
                .withCreateContainerCmdModifier(command -> Objects.requireNonNull(command.getHostConfig())
                        .withBinds(new Bind(volume, new Volume("/var/log/nginx"), AccessMode.rw)))
                .waitingFor(Wait.forHttp("/"));
        containers.add(container);
        return container;
    }

    private LogShipperContainer shipper() {
        LogShipperContainer shipper = new LogShipperContainer()
                .withLogDirectory(logs.toString())
                .withMemoryLimit(LIMIT_64_MIB)
                .withOption("--retry-most", "1s")
                .withHttpSink(receiver.url(gateway()));
        containers.add(shipper);
        return shipper;
    }

    /// This machine as containers see it.
    private String gateway() {
        return Objects.requireNonNull(nginx.getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getGateway());
    }

    private void request(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            String path = "/item/" + requested.size();
            URI uri = URI.create("http://" + nginx.getHost() + ":" + nginx.getMappedPort(80) + path);
            http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            requested.add(path);
        }
    }

    private Set<String> received() {
        Set<String> paths = new HashSet<>();
        for (String record : receiver.records()) {
            String key = "\"url.path\":\"";
            int from = record.indexOf(key) + key.length();
            paths.add(record.substring(from, record.indexOf('"', from)));
        }
        return paths;
    }

    private void untilAllIsReceivedOnce() throws InterruptedException {
        ShipperProcess.until("all is received", () -> received().containsAll(requested));
        long items = receiver.records().stream()
                .filter(record -> record.contains("/item/") && record.contains("access.log"))
                .count();
        assertThat(items).isEqualTo(requested.size());
        assertThat(receiver.faults()).isEmpty();
    }

    private void logrotate(String mode) throws IOException, InterruptedException {
        String config = "/var/log/nginx/*.log {\nsu root root\nrotate 3\nsize 1\nmissingok\n" + mode + "\n}\n";
        nginx.copyFileToContainer(Transferable.of(config), "/etc/logrotate.d/nginx");
        assertThat(nginx.execInContainer("logrotate", "-f", "/etc/logrotate.d/nginx")
                        .getStderr())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create 0644 root root\nsharedscripts\npostrotate\nkill -USR1 $(cat /run/nginx.pid)\nendscript",
                "copytruncate",
                "copytruncate\ncompress",
                "compress\ncreate 0644 root root\nsharedscripts\npostrotate\nkill -USR1 $(cat /run/nginx.pid)\nendscript",
                "delaycompress\ncompress\ncreate 0644 root root\nsharedscripts\npostrotate\nkill -USR1 $(cat /run/nginx.pid)\nendscript"
            })
    void shipsEveryRequestOnceThroughLogrotate(String mode) throws IOException, InterruptedException {
        shipper().start();
        for (int round = 0; round < 4; round++) {
            request(200);
            logrotate(mode);
        }
        request(100);
        untilAllIsReceivedOnce();
    }

    @Test
    void rotatesWhileTheReceiverIsDownAndTheShipperIsKilled() throws IOException, InterruptedException {
        LogShipperContainer first = shipper();
        first.start();
        request(100);
        untilAllIsReceivedOnce();
        String checkpointed = " " + Files.size(logs.resolve("access.log")) + " ";
        ShipperProcess.until("the checkpoint has all", () -> checkpoint().contains(checkpointed.strip() + " "));
        receiver.be(Mood.UNAVAILABLE);
        request(300);
        int before = receiver.requests();
        ShipperProcess.until("it tries", () -> receiver.requests() > before + 1);
        first.getDockerClient()
                .killContainerCmd(first.getContainerId())
                .withSignal("KILL")
                .exec();
        logrotate("create 0644 root root\npostrotate\nkill -USR1 $(cat /run/nginx.pid)\nendscript");
        request(300);
        receiver.be(Mood.TAKE);
        shipper().start();

        untilAllIsReceivedOnce();
    }

    private String checkpoint() {
        try {
            return Files.readString(logs.resolve(".log-shipper/http.checkpoint"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void drainsToTheEndOnSigtermWithin64MiBWithABacklogOfAHundredThousandLines()
            throws IOException, InterruptedException {
        LogShipperContainer shipper = shipper();
        receiver.be(Mood.HANG);
        shipper.start();
        request(50);
        nginx.execInContainer(
                "sh",
                "-c",
                "yes \"$(head -n 1 /var/log/nginx/access.log)\" | head -n 100000 >> /var/log/nginx/access.log");
        int before = receiver.requests();
        ShipperProcess.until("it tries", () -> receiver.requests() > before);
        receiver.be(Mood.TAKE);
        shipper.getDockerClient()
                .stopContainerCmd(shipper.getContainerId())
                .withTimeout(END_SECONDS)
                .exec();

        InspectContainerResponse.ContainerState state =
                shipper.getCurrentContainerInfo().getState();
        assertThat(state.getOOMKilled()).isFalse();
        assertThat(state.getExitCodeLong()).isZero();
        assertThat(receiver.count()).isGreaterThanOrEqualTo(100_050);
        assertThat(received()).containsAll(requested);
        assertThat(receiver.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "json", "none"})
    void readsALogFormatOfItsOwnAsNginxWritesIt(String escape) throws IOException, InterruptedException {
        String format = "escape=" + escape + " '$status|$request|$http_user_agent|$request_time|' '$msec|$http_x_odd;'";
        String config = "pid /run/nginx.pid; error_log /var/log/nginx/error.log; events {}\nhttp {\nlog_format odd "
                + format + ";\naccess_log /var/log/nginx/odd.access.log odd;\nserver { listen 80; return 204; }\n}\n";
        nginx.copyFileToContainer(Transferable.of(config), "/etc/nginx/nginx.conf");
        assertThat(nginx.execInContainer("nginx", "-s", "reload").getExitCode()).isZero();
        shipper()
                .withOption("--nginx-log-format", "log_format odd " + format + ";")
                .withInput("/var/log/nginx/odd.*")
                .start();
        String agent = "Odd \"quoted\" \\back [x] - 1";
        URI uri = URI.create("http://" + nginx.getHost() + ":" + nginx.getMappedPort(80) + "/p%22a?q=%5C&r='");
        ShipperProcess.until("nginx has reloaded", () -> status(uri, agent) == 204 && receiver.count() > 0);

        Map<String, String> record = FlatJson.read(receiver.records().getLast());
        assertThat(record)
                .containsEntry("http.response.status_code", "204")
                .containsEntry("http.request.method", "GET")
                .containsEntry("url.path", "/p%22a")
                .containsEntry("url.query", "q=%5C&r='")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("user_agent.original", agent)
                .doesNotContainKeys("http.request.header.x-odd", "error.type");
        assertThat(record.get("timestamp")).startsWith("20").endsWith("Z");
        assertThat(Double.parseDouble(record.get("http.server.request.duration")))
                .isBetween(0.0, 60.0);
    }

    private int status(URI uri, String agent) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).header("User-Agent", agent).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Test
    void goesOnShippingWhileTheCheckpointsDiskIsFull() throws IOException, InterruptedException {
        String volume = "shipper-it-" + UUID.randomUUID();
        nginx.getDockerClient()
                .createVolumeCmd()
                .withName(volume)
                .withDriver("local")
                .withDriverOpts(Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=64k,mode=1777"))
                .exec();
        GenericContainer<?> filler = new GenericContainer<>(DockerImageName.parse("podhelpers-test/logrotate:1"))
                .withCreateContainerCmdModifier(command -> Objects.requireNonNull(command.getHostConfig())
                        .withBinds(new Bind(volume, new Volume("/state"), AccessMode.rw)))
                .withCommand("sleep", "600");
        containers.add(filler);
        filler.start();
        LogShipperContainer first = shipperWithStateOn(volume);
        first.start();
        request(50);
        untilAllIsReceivedOnce();
        filler.execInContainer("sh", "-c", "dd if=/dev/zero of=/state/full bs=1k; true");
        request(100);
        untilAllIsReceivedOnce();
        ShipperProcess.until("it says so", () -> first.getLogs().contains("cannot write the checkpoint"));
        filler.execInContainer("rm", "/state/full");
        ShipperProcess.until("it goes on", () -> first.getLogs().contains("checkpoints can be written again"));
        first.getDockerClient()
                .killContainerCmd(first.getContainerId())
                .withSignal("KILL")
                .exec();
        request(50);
        LogShipperContainer second = shipperWithStateOn(volume);
        second.start();
        untilAllIsReceivedOnce();
        second.stop();
        filler.stop();
        first.getDockerClient().removeContainerCmd(first.getContainerId()).exec();
        nginx.getDockerClient().removeVolumeCmd(volume).exec();
    }

    private LogShipperContainer shipperWithStateOn(String volume) {
        LogShipperContainer shipper = shipper();
        shipper.withOption("--checkpoint-dir", "/state/checkpoints");
        shipper.setBinds(List.of(
                new Bind(logs.toString(), new Volume("/var/log/nginx"), AccessMode.rw),
                new Bind(volume, new Volume("/state"), AccessMode.rw)));
        return shipper;
    }

    @Test
    void followsALogOnceItMayBeRead() throws IOException, InterruptedException {
        LogShipperContainer shipper = shipper();
        shipper.start();
        nginx.execInContainer("sh", "-c", "umask 077; echo secret > /var/log/nginx/app.log");
        ShipperProcess.until("it says so", () -> shipper.getLogs().contains("cannot be read"));
        assertThat(http.send(
                                HttpRequest.newBuilder(shipper.adminUri("/readyz"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("/var/log/nginx/app.log cannot be read");
        nginx.execInContainer("chmod", "644", "/var/log/nginx/app.log");

        ShipperProcess.until(
                "it is read", () -> receiver.records().stream().anyMatch(record -> record.contains("secret")));
    }

    @Test
    void saysWhyTheOfficialImagesLinksAreNotFollowed() throws IOException, InterruptedException {
        // an empty named volume is filled with what the image has there: links to /dev/stdout
        String volume = "shipper-it-" + UUID.randomUUID();
        GenericContainer<?> official = nginx("nginx:1.26", volume);
        official.start();
        LogShipperContainer shipper = new LogShipperContainer()
                .withLogDirectory(volume)
                .withUser(0)
                .waitingFor(Wait.forHttp("/livez")
                        .forPort(LogShipperContainer.PORT)
                        .withStartupTimeout(Duration.ofMinutes(1)));
        containers.add(shipper);
        shipper.start();
        ShipperProcess.until("the log says it", () -> shipper.getLogs().contains("symbolic link"));
        String answer = http.send(
                        HttpRequest.newBuilder(shipper.adminUri("/readyz")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();

        assertThat(answer).contains("/var/log/nginx/access.log is a symbolic link to /dev/stdout");
        official.execInContainer("sh", "-c", "rm /var/log/nginx/*.log; echo real > /var/log/nginx/other.log");
        ShipperProcess.until("it is ready", () -> shipper.getLogs().contains("\"body\":\"real\""));
        containers.forEach(GenericContainer::stop);
        nginx.start();
        shipper.getDockerClient().removeVolumeCmd(volume).exec();
    }
}
