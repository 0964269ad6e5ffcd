package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.testcontainers.GitSyncContainer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// A container with git's own servers for http, https and ssh. It shares the helpers' volume, and its git is the judge
/// of
/// what they publish there.
final class GitServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String volume = "gitsync-it-" + UUID.randomUUID();
    private final Network network = Network.newNetwork();
    private final GenericContainer<?> container;

    /// @param volumeOptions of a volume that is no folder of the engine's, such as a small tmpfs
    /// @param setup adds files and variables before it starts
    GitServer(Map<String, String> volumeOptions, Consumer<GenericContainer<?>> setup) throws Exception {
        DockerClientFactory.instance()
                .client()
                .createVolumeCmd()
                .withName(volume)
                .withDriverOpts(volumeOptions)
                .exec();
        container = new GenericContainer<>(DockerImageName.parse("podhelpers-test/git-server:1"))
                .withNetwork(network)
                .withNetworkAliases("git-server")
                .withExposedPorts(80)
                .withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig()).withBinds(new Bind(volume, new Volume("/git"))))
                .waitingFor(Wait.forLogMessage(".*git-server: ready.*", 1));
        setup.accept(container);
        container.start();
        run("mkdir -p /git/secret && chmod 777 /git /git/secret");
    }

    GitServer(Consumer<GenericContainer<?>> setup) throws Exception {
        this(Map.of(), setup);
    }

    Network network() {
        return network;
    }

    /// The volume that the helpers share.
    String volume() {
        return volume;
    }

    /// Runs a script on the server.
    String run(String script) throws Exception {
        ExecResult result = container.execInContainer("sh", "-c", script);
        if (result.getExitCode() != 0) {
            throw new AssertionError(script + ": " + result.getStdout() + result.getStderr());
        }
        return result.getStdout().strip();
    }

    /// Serves a bare repository of the test's, in place of an earlier state of it.
    void serve(Path bare, String name) throws Exception {
        container.copyFileToContainer(MountableFile.forHostPath(bare), "/srv/git/" + name + ".git");
        run("chown -R git:git /srv/git/" + name + ".git");
    }

    /// A file that the helpers can read, as a mounted secret would be.
    String secret(String name, String content) throws Exception {
        run("cat >/git/secret/" + name + " <<'END'\n" + content.strip() + "\nEND\nchmod 644 /git/secret/" + name);
        return "/git/secret/" + name;
    }

    /// Where the helpers find services of the test itself.
    String hostAddress() {
        return Objects.requireNonNull(container
                .getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getGateway());
    }

    /// The helper with a root of its own on the shared volume.
    GitSyncContainer sync(String url, String root) {
        return new GitSyncContainer(url)
                .withNetwork(network)
                .withSharedDirectory(volume)
                .withOption("--root", "/git/" + root)
                .withLink("link")
                .withPeriod(Duration.ofMillis(200));
    }

    /// The helper with several repositories below one root.
    GitSyncContainer several(String config, String root) {
        return new GitSyncContainer("none")
                .withNetwork(network)
                .withSharedDirectory(volume)
                .withConfig(config)
                .withOption("--root", "/git/" + root)
                .withPeriod(Duration.ofMillis(200));
    }

    /// Starts a helper that cannot do its work, and waits until it has said so.
    void startInVain(GitSyncContainer sync) {
        sync.withOption("--max-failures", "-1").waitingFor(Wait.forLogMessage(".*level=error.*", 1));
        sync.start();
    }

    boolean isPublished(String root) throws Exception {
        return run("test -e /git/" + root + "/link && echo yes || true").equals("yes");
    }

    String read(String path) throws Exception {
        return run("cat /git/" + path + " 2>/dev/null || true");
    }

    /// git finds nothing to say of what is published, and knows its history.
    void judge(String root) throws Exception {
        String git = "git -C /git/" + root + "/link ";
        assertThat(run(git + "status --porcelain")).isEmpty();
        Eventually.isSound(() -> run(git + "fsck --full 2>&1 || true"));
        assertThat(run(git + "log --format=%H")).startsWith(run("basename $(readlink /git/" + root + "/link)"));
        assertThat(run(git + "submodule status --recursive").lines())
                .noneMatch(line -> line.startsWith("-") || line.startsWith("+") || line.startsWith("U"));
    }

    static String get(URI uri) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /// How many passes have failed.
    static double errors(GitSyncContainer sync) throws Exception {
        String line = get(sync.metricsUri())
                .lines()
                .filter(metric -> metric.startsWith("git_sync_count_total{status=\"error\"}"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.indexOf(' ')));
    }

    @Override
    public void close() {
        container.stop();
        network.close();
        DockerClientFactory.instance().client().removeVolumeCmd(volume).exec();
    }
}
