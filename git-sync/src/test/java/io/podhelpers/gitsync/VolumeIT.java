package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.GitSyncContainer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The image on a volume of 6 MB that fills up or cannot be written, and with several repositories on it.
@SuppressWarnings("NullAway.Init") // set before the tests
class VolumeIT {
    private static GitServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new GitServer(
                Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=6m"),
                container -> container.withEnv("GIT_REPOS", "full readonly one two"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void aFullDiskChangesNothingOfWhatIsServedAndIsOverWhenThereIsRoomAgain() throws Exception {
        try (GitSyncContainer sync =
                server.sync("http://git-server/full.git", "full").withOption("--max-failures", "-1")) {
            sync.start();
            server.run(
                    "cd /tmp && rm -rf full && git clone -q /srv/git/full.git && cd full"
                            + " && head -c 1500000 /dev/urandom >blob && echo two >index.html && git add -A && git commit -qm two");
            server.run("head -c 20m /dev/zero >/git/filler 2>/dev/null || true");
            server.run("cd /tmp/full && git push -q origin HEAD:main && chown -R git:git /srv/git");
            Eventually.holds(
                    "a failure: " + sync.getLogs(), () -> sync.getLogs().contains("level=error"));
            assertThat(server.read("full/link/index.html")).isEqualTo("<h1>full</h1>");
            assertThat(GitServer.get(sync.adminUri("/"))).isEmpty();

            // room for the objects, not for the files
            server.run("truncate -s -2500000 /git/filler");
            double failures = GitServer.errors(sync);
            Eventually.holds(
                    "failures go on, or it fits after all",
                    () -> GitServer.errors(sync) > failures
                            || server.read("full/link/index.html").equals("two"));
            assertThat(server.read("full/link/index.html")).isIn("<h1>full</h1>", "two");

            server.run("rm /git/filler");
            Eventually.holds(
                    "the update: " + sync.getLogs(),
                    () -> server.read("full/link/index.html").equals("two"));
            server.judge("full");
            assertThat(server.run(
                            "find /git/full \\( -name '*.lock' -o -name '.new-*' -o -name 'incoming_*' \\) | wc -l"))
                    .isEqualTo("0");
        }
        server.run("rm -rf /git/full");
    }

    @Test
    void aVolumeThatCannotBeWrittenIsAnErrorOfOneLineAndServesOn() throws Exception {
        try (GitSyncContainer sync = server.sync("http://git-server/readonly.git", "readonly")) {
            sync.start();
        }
        server.run("chmod -R a-w /git/readonly");
        server.run("commit-file readonly index.html two");
        try (GitSyncContainer sync = server.sync("http://git-server/readonly.git", "readonly")) {
            server.startInVain(sync);
            assertThat(server.read("readonly/link/index.html")).isEqualTo("<h1>readonly</h1>");
            double failures = GitServer.errors(sync);
            Eventually.holds("more failures", () -> GitServer.errors(sync) >= failures + 2);
            assertThat(sync.getLogs().lines().filter(line -> line.contains("level=error logger=SyncLoop")))
                    .singleElement()
                    .asString()
                    .contains("permission denied");
            assertThat(sync.getLogs()).doesNotContain("\tat ");
            server.run("chmod -R u+w /git/readonly");
            Eventually.holds(
                    "the update: " + sync.getLogs(),
                    () -> server.read("readonly/link/index.html").equals("two"));
        }
        server.judge("readonly");
    }

    @Test
    void severalRepositoriesAreSyncedByOneContainerThatSaysWhichIsNotReady() throws Exception {
        String config = server.secret("repositories.yaml", """
                - repo: http://git-server/one.git
                  link: one
                - repo: http://git-server/two.git
                  link: two
                  layout: content
                - repo: http://git-server/late.git
                  link: late
                """);
        try (GitSyncContainer sync = server.several(config, "several")) {
            server.startInVain(sync);
            Eventually.holds(
                    "one and two",
                    () -> server.read("several/one/index.html").equals("<h1>one</h1>")
                            && server.read("several/two/index.html").equals("<h1>two</h1>"));
            assertThat(GitServer.get(sync.adminUri("/readyz"))).isEqualTo("synced late: not synced yet\n");
            server.run("create-repo late");
            Eventually.holds(
                    "late", () -> GitServer.get(sync.adminUri("/readyz")).equals("ok\n"));
            for (String link : List.of("one", "late")) {
                assertThat(server.run("git -C /git/several/" + link + " status --porcelain"))
                        .isEmpty();
                Eventually.isSound(() -> server.run("git -C /git/several/" + link + " fsck 2>&1 || true"));
            }
            assertThat(GitServer.get(sync.metricsUri()))
                    .contains("git_sync_count_total{repository=\"two\",status=\"success\"} 1.0");
        }
    }
}
