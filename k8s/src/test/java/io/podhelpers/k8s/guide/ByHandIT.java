package io.podhelpers.k8s.guide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.k8s.Waiting;
import io.podhelpers.testcontainers.HelperImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Types the commands that the top README has under "By hand". The reader's machine is a container with an nginx, and
/// the hosts of the examples are others beside it: a `docker` of our own puts them in their places.
final class ByHandIT {
    private static final Path README = Path.of("../README.md");
    private static final String STATUS_PAGE = "server { listen 8080; location /stub_status { stub_status; } }";

    private static final String DOCKER = """
            #!/bin/bash
            network=(--network NETWORK)
            words=()
            for word; do
                case $word in
                    --network) network=() ;;
                    host) word=container:MACHINE ;;
                    podhelpers/*:VERSION) word=${word%:*}:TAG ;;
                    https://git.example.org/*) word=http://${word#https://} ;;
                    /var/log/nginx:*) word=LOGS:${word#*:} ;;
                esac
                words+=("$word")
            done
            PATH=${PATH#FOLDER:}
            exec docker "${words[0]}" "${network[@]}" "${words[@]:1}"
            """;

    @TempDir
    private Path folder;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> git =
            server("podhelpers-test/git-server:1", "git.example.org").withEnv("GIT_REPOS", "site");
    private final GenericContainer<?> primary = server("redis:8.0", "redis-0.example.org");
    private final GenericContainer<?> replica =
            server("redis:8.0", "redis-1.example.org").withCommand("redis-server --replicaof redis-0.example.org 6379");
    private GenericContainer<?> machine;

    private GenericContainer<?> server(String image, String name) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(name);
    }

    @BeforeEach
    void start() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        machine = server("nginx:1.26", "machine")
                .withExposedPorts(8080, 9113)
                .waitingFor(Wait.forHttp("/stub_status").forPort(8080))
                .withCopyToContainer(Transferable.of(STATUS_PAGE), "/etc/nginx/conf.d/default.conf")
                .withCreateContainerCmdModifier(command -> requireNonNull(command.getHostConfig())
                        .withBinds(new Bind(logs.toString(), new Volume("/var/log/nginx"))));
        List.of(git, primary, replica, machine).parallelStream().forEach(GenericContainer::start);
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path docker = bin.resolve("docker");
        Files.writeString(
                docker,
                DOCKER.replace("NETWORK", network.getId())
                        .replace("MACHINE", machine.getContainerId())
                        .replace("VERSION", System.getProperty("podhelpers.version", ""))
                        .replace("TAG", HelperImages.GIT_SYNC.getVersionPart())
                        .replace("LOGS", logs.toString())
                        .replace("FOLDER", bin.toString()));
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void stop() {
        List.of(machine, replica, primary, git).parallelStream().forEach(GenericContainer::close);
        network.close();
    }

    @Test
    void theCommandsOfTheTopReadmeDoWhatTheySay() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(README);
        int begin = lines.indexOf("## By hand");
        List<String> commands = Guide.steps("README.md", lines.subList(begin, lines.indexOf("## In a Pod"))).stream()
                .map(Guide.Step::command)
                .toList();

        assertThat(commands).hasSize(5);
        assertThat(typed(commands.get(0)).waitFor(1, TimeUnit.MINUTES)).isTrue();
        whileItRuns(commands.get(1), "nginx_up", this::metrics, text -> text.contains("\nnginx_up 1\n"));
        whileItRuns(commands.get(2), "the site", () -> read("site/current/index.html"), "<h1>site</h1>\n"::equals);
        whileItRuns(commands.get(3), "a request as JSON", this::shipped, text -> text.contains("\"/stub_status\""));
        whileItRuns(commands.get(4), "a value that was written", this::writtenAndRead, "value\n"::equals);
    }

    private void whileItRuns(String command, String what, Supplier<String> answer, Predicate<String> wanted)
            throws IOException, InterruptedException {
        Process process = typed(command);
        try {
            Waiting.until(what + " by " + command, answer, wanted);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n-- printed:\n" + read("printed"), e);
        } finally {
            process.destroy(); // as Ctrl-C: docker hands it on
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as("ends: " + command)
                    .isTrue();
        }
        assertThat(process.exitValue()).as(command + "\n" + read("printed")).isIn(0, 143);
    }

    private Process typed(String command) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", "exec " + command).directory(folder.toFile());
        bash.environment().merge("PATH", folder.resolve("bin").toString(), (old, added) -> added + ":" + old);
        return bash.redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private String metrics() {
        return get(9113, "/metrics");
    }

    private String shipped() {
        String asked = get(8080, "/stub_status");
        return asked.isEmpty() ? asked : read("printed");
    }

    /// What the application on the machine sees on localhost, and nobody else.
    private String writtenAndRead() {
        try (GenericContainer<?> client = new GenericContainer<>(DockerImageName.parse("redis:8.0"))
                .withNetworkMode("container:" + machine.getContainerId())
                .withCommand("sleep", "60")) {
            client.start();
            client.execInContainer("redis-cli", "set", "key", "value");
            return client.execInContainer("redis-cli", "get", "key").getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String get(int port, String path) {
        URI uri = URI.create("http://" + machine.getHost() + ":" + machine.getMappedPort(port) + path);
        try (var in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString(); // not yet
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            return e.toString(); // not yet
        }
    }
}
