package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.podhelpers.testcontainers.GitSyncContainer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// The image against a real git http server and a real sshd; the server's container shares the volume and is the judge
/// of
/// what is published, with its own git.
@SuppressWarnings("NullAway.Init") // set before each test
class GitSyncIT {
    private static final long LIMIT = 64L << 20;
    private static final int ANY_USER = 12345;

    private final String volume = "gitsync-it-" + UUID.randomUUID();
    private Network network;
    private GenericContainer<?> server;

    @BeforeEach
    void startServer() throws Exception {
        network = Network.newNetwork();
        server = new GenericContainer<>(DockerImageName.parse("podhelpers-test/git-server:1"))
                .withNetwork(network)
                .withNetworkAliases("git-server")
                .withExposedPorts(80)
                .withEnv("GIT_REPOS", "demo")
                .withEnv("HTTP_USER", "me")
                .withEnv("HTTP_PASSWORD", "s3cret")
                .withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig()).withBinds(new Bind(volume, new Volume("/git"))))
                .waitingFor(Wait.forLogMessage(".*git-server: ready.*", 1));
        server.start();
        onServer("chmod 777 /git");
    }

    @AfterEach
    void stopServer() {
        server.stop();
        network.close();
        DockerClientFactory.instance().client().removeVolumeCmd(volume).exec();
    }

    private String onServer(String script) throws Exception {
        ExecResult result = server.execInContainer("sh", "-c", script);
        if (result.getExitCode() != 0) {
            throw new AssertionError(script + ": " + result.getStdout() + result.getStderr());
        }
        return result.getStdout().strip();
    }

    private GitSyncContainer sync(String url) {
        return new GitSyncContainer(url)
                .withNetwork(network)
                .withSharedDirectory(volume)
                .withLink("link")
                .withMemoryLimit(LIMIT)
                .withPeriod(Duration.ofMillis(200));
    }

    private String page() throws Exception {
        return onServer("cat /git/link/index.html 2>/dev/null || true");
    }

    private void expectClean() throws Exception {
        assertThat(onServer("git -C /git/link status --porcelain")).isEmpty();
        Eventually.isSound(() -> onServer("git -C /git/link fsck 2>&1 || true"));
    }

    private void expectFollowing(GitSyncContainer sync) throws Exception {
        assertThat(page()).isEqualTo("<h1>demo</h1>");
        expectClean();
        String hash = onServer("commit-file demo index.html '<h1>two</h1>'");
        Eventually.holds("the update: " + sync.getLogs(), () -> page().equals("<h1>two</h1>"));
        assertThat(onServer("git -C /git/link rev-parse HEAD")).isEqualTo(hash);
        expectClean();
    }

    @Test
    void followsAProtectedRepositoryOverHttp() throws Exception {
        try (GitSyncContainer sync = sync("http://git-server/demo.git")
                .withOption("--username", "me")
                .withEnv("GITSYNC_PASSWORD", "s3cret")) {
            sync.start();
            expectFollowing(sync);
            HttpResponse<String> metrics = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(sync.metricsUri()).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.body())
                    .contains("git_sync_count_total{status=\"success\"}")
                    .doesNotContain("s3cret");
            assertThat(sync.getLogs()).doesNotContain("s3cret");
        }
    }

    @Test
    void followsOverSshAsAUserThatNobodyKnows() throws Exception {
        onServer("mkdir -p /git/secret && ssh-keygen -q -t ed25519 -N '' -f /git/secret/ssh"
                + " && cat /git/secret/ssh.pub >>/home/git/.ssh/authorized_keys"
                + " && ssh-keyscan -t ed25519,rsa git-server 2>/dev/null >/git/secret/known_hosts"
                + " && chmod 644 /git/secret/*");
        try (GitSyncContainer sync = sync("git@git-server:/srv/git/demo.git")
                .withUser(ANY_USER)
                .withOption("--ssh-key-file", "/git/secret/ssh")
                .withOption("--ssh-known-hosts-file", "/git/secret/known_hosts")) {
            sync.start();
            expectFollowing(sync);
        }
    }

    @Test
    void goesOnAfterItWasKilledWhereItStopped() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (GitSyncContainer sync = sync("http://git-server/demo.git")
                    .withOption("--username", "me")
                    .withEnv("GITSYNC_PASSWORD", "s3cret")) {
                sync.start();
                onServer("commit-file demo index.html '<h1>" + i + "</h1>'");
                DockerClientFactory.instance()
                        .client()
                        .killContainerCmd(sync.getContainerId())
                        .withSignal("KILL")
                        .exec();
            }
        }
        try (GitSyncContainer sync = sync("http://git-server/demo.git")
                .withOption("--username", "me")
                .withEnv("GITSYNC_PASSWORD", "s3cret")) {
            sync.start();
            Eventually.holds("the last revision", () -> page().equals("<h1>2</h1>"));
            expectClean();
        }
    }

    @Test
    void aTreeOfTenThousandFilesFitsIntoTheMemoryLimitOfThePod() throws Exception {
        onServer("git clone -q /srv/git/demo.git /tmp/big && cd /tmp/big && i=0; while [ $i -lt 100 ]; do mkdir d$i;"
                + " seq 1 4000 | split -l 40 -a 2 - d$i/f; i=$((i + 1)); done; for d in d*; do for f in $d/*; do"
                + " echo $f >>$f; done; done; git add -A && git commit -qm big && git push -q origin HEAD:main"
                + " && chown -R git:git /srv/git");
        try (GitSyncContainer sync = sync("http://git-server/demo.git")
                .withOption("--username", "me")
                .withEnv("GITSYNC_PASSWORD", "s3cret")
                .withStartupTimeout(Duration.ofMinutes(3))) {
            sync.start();
            assertThat(onServer("find /git/link/ -type f | wc -l")).isEqualTo("10002");
            expectFollowing(sync);
            assertThat(sync.getCurrentContainerInfo().getState().getOOMKilled()).isFalse();
        }
    }

    @Test
    void servesItsProbesAndEndsWithinTheGracePeriod() throws Exception {
        try (GitSyncContainer sync = sync("http://git-server/demo.git")
                .withOption("--username", "me")
                .withEnv("GITSYNC_PASSWORD", "s3cret")) {
            sync.start();
            for (String path : new String[] {"/", "/livez", "/readyz"}) {
                URI uri = sync.adminUri(path);
                assertThat(HttpClient.newHttpClient()
                                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            DockerClientFactory.instance()
                    .client()
                    .stopContainerCmd(sync.getContainerId())
                    .withTimeout(25)
                    .exec();
            assertThat(sync.getCurrentContainerInfo().getState().getExitCodeLong())
                    .isZero();
        }
    }
}
