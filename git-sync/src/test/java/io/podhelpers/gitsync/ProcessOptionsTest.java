package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.podhelpers.testcontainers.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Options of the schedule, of hooks, of the log and of other versions, each seen at work in a process of its own.
class ProcessOptionsTest {
    @TempDir
    Path directory;

    private Path script(String name, String body) throws Exception {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private boolean isPublished(String content) throws Exception {
        Path file = directory.resolve("root/link/file");
        return Files.exists(file) && Files.readString(file).equals(content);
    }

    @Test
    void untilTheFirstSuccessTheInitOptionsCountAndAfterItTheOthers() throws Exception {
        Remote remote = Remote.empty(directory, "repo");
        try (Helper helper = Helper.start(
                directory,
                "--repo=" + remote.url(),
                "--root=" + directory.resolve("root"),
                "--link=link",
                "--init-period=10ms",
                "--init-max-failures=-1",
                "--period=1h",
                "--max-failures=2",
                "--log-level=debug",
                "--sync-on-signal=HUP")) {
            Eventually.holds("many failures", () -> helper.log().contains("failures=5"));
            remote.commit("file", "one");
            Eventually.holds("the first revision", () -> isPublished("one"));
            FileTrees.delete(remote.bare);
            hangUp(helper);
            // the count began anew with the success: this one is not the last
            Eventually.holds("one failure", () -> firstFailures(helper) == 2);
            assertThat(helper.isAlive()).isTrue();
            hangUp(helper);
            assertThat(helper.awaitExit()).as(helper.log()).isEqualTo(1);
            assertThat(isPublished("one")).isTrue();
        }
    }

    private static long firstFailures(Helper helper) {
        return helper.log()
                .lines()
                .filter(line -> line.matches(".*failures=1\\b.*"))
                .count();
    }

    private static void hangUp(Helper helper) throws Exception {
        new ProcessBuilder("kill", "-HUP", String.valueOf(helper.pid())).start().waitFor();
    }

    @Test
    void commandsThatHangAreEndedAndTriedAgain() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        String once = "test -e $0.tried || { touch $0.tried; exec sleep 600; }; touch $0.done";
        try (Helper helper = Helper.start(
                directory,
                "--repo=" + remote.url(),
                "--root=" + directory.resolve("root"),
                "--link=link",
                "--period=1h",
                "--exechook-command=" + script("after", once),
                "--exechook-timeout=1s",
                "--exechook-backoff=1s",
                "--pre-publish-exechook-command=" + script("before", once),
                "--pre-publish-exechook-timeout=1s",
                "--pre-publish-exechook-backoff=1s")) {
            Eventually.holds(
                    "both hooks",
                    () -> Files.exists(directory.resolve("after.done"))
                            && Files.exists(directory.resolve("before.done")));
            assertThat(helper.log()).contains("took longer than 1s");
        }
    }

    @Test
    void aWebhookIsCalledWithItsMethodUntilItsStatusComes() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                seen.add(exchange.getRequestMethod());
                exchange.sendResponseHeaders(seen.size() == 3 ? 204 : 200, -1);
            }
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        try {
            assertThat(callOnce(remote, url, "204"))
                    .as("200 where 204 is wanted")
                    .isEqualTo(1);
            assertThat(callOnce(remote, url, "0")).as("any status").isZero();
            assertThat(callOnce(remote, url, "204")).isZero();
            assertThat(seen).containsExactly("PUT", "PUT", "PUT");
        } finally {
            server.stop(0);
        }
    }

    private int callOnce(Remote remote, String url, String status) throws Exception {
        try (Helper helper = Helper.start(
                directory,
                "--repo=" + remote.url(),
                "--root=" + directory.resolve("root"),
                "--one-time",
                "--webhook-url=" + url,
                "--webhook-method=PUT",
                "--webhook-timeout=30s",
                "--webhook-success-status=" + status)) {
            return helper.awaitExit();
        }
    }

    @Test
    void pushesUnderAnotherUrlCountAndLongOrTooManyOnesAreTurnedAway() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        int port = FreePorts.next();
        try (Helper helper = Helper.start(
                directory,
                "--repo=" + remote.url(),
                "--root=" + directory.resolve("root"),
                "--link=link",
                "--period=1h",
                "--push-listen=127.0.0.1:" + port,
                "--push-secret-file=" + Files.writeString(directory.resolve("secret"), "s3cret"),
                "--push-url=https://git.example/team/site",
                "--push-body-limit=1Ki",
                "--push-rate=1")) {
            Eventually.holds("the first revision", () -> isPublished("one"));
            remote.commit("file", "two");
            assertThat(Pushes.tell(port, "https://git.example/team/site.git", ""))
                    .isEqualTo(202);
            Eventually.holds("the second revision", () -> isPublished("two"));
            assertThat(Pushes.tell(port, "https://git.example/other", "")).isEqualTo(204);
            assertThat(Pushes.tell(port, "https://git.example/team/site", "x".repeat(2000)))
                    .isEqualTo(413);
            Eventually.holds("one is too many", () -> Pushes.tell(port, "https://git.example/other", "") == 429);
            assertThat(helper.isAlive()).isTrue();
        }
    }

    @Test
    void namesOfVersion3AndOptionsWithoutEffectAreTakenWithAWarning() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Git.run(remote.work, "push", "-q", "origin", "HEAD:refs/heads/old");
        Map<String, String> variables = Map.of(
                "GIT_SYNC_REPO", remote.url(),
                "GIT_SYNC_ROOT", directory.resolve("root").toString(),
                "GIT_SYNC_BRANCH", "old",
                "GIT_SYNC_DEST", "link",
                "GIT_SYNC_WAIT", "0.1",
                "GIT_SYNC_MAX_SYNC_FAILURES", "-1",
                "GIT_SYNC_ONE_TIME", "true");
        try (Helper helper = Helper.start(
                directory, variables, "--git=/usr/bin/git", "--add-user", "--verbose=2", "--log-format=json")) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
            assertThat(isPublished("one")).isTrue();
            List<String> lines = helper.log().lines().toList();
            assertThat(lines).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
            assertThat(lines).anyMatch(line -> line.contains("\"--branch\"") && line.contains("\"--ref\""));
            assertThat(lines).anyMatch(line -> line.contains("GIT_SYNC_REPO"));
            assertThat(lines)
                    .as("the git binary")
                    .filteredOn(line -> line.contains("\"--git"))
                    .hasSize(1);
        }
    }

    @Test
    void helpManAndVersionAreAnsweredAndNothingIsDone() throws Exception {
        for (String option : List.of("--help", "--man", "--version")) {
            try (Helper helper = Helper.start(directory, option)) {
                assertThat(helper.awaitExit()).as(option).isZero();
                assertThat(helper.log()).as(option).contains(option.equals("--version") ? "git-sync " : "--repo=");
            }
        }
    }
}
