package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole service, as a process.
class GitSyncTest {
    @TempDir
    Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private String[] arguments(Remote remote, String... more) {
        List<String> all = new CopyOnWriteArrayList<>(List.of(
                "--repo", remote.url(), "--root", directory.resolve("root").toString(), "--link", "link"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Path link() {
        return directory.resolve("root/link");
    }

    private String content(String path) {
        try {
            return Files.readString(link().resolve(path));
        } catch (IOException e) {
            return "";
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Path script(String name, String body) throws Exception {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void oneTimePublishesTouchesRunsTheHooksAndExits0() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path hook = script("hook.sh", "echo $GITSYNC_HASH $(pwd -P) >" + directory + "/hooked");
        try (Helper helper = Helper.start(
                directory,
                arguments(
                        remote,
                        "--one-time",
                        "--touch-file",
                        "touched",
                        "--error-file",
                        "error",
                        "--exechook-command",
                        hook.toString()))) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
        }
        assertThat(content("file")).isEqualTo("one");
        assertThat(directory.resolve("root/touched")).exists();
        assertThat(directory.resolve("root/error")).doesNotExist();
        assertThat(directory.resolve("hooked"))
                .hasContent(remote.head() + " " + directory.toRealPath().resolve("root/.worktrees/" + remote.head()));
    }

    @Test
    void oneTimeWithAFailingHookPublishesAndExits1() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path hook = script("hook.sh", "echo no luck; exit 1");
        try (Helper helper =
                Helper.start(directory, arguments(remote, "--one-time", "--exechook-command", hook.toString()))) {
            assertThat(helper.awaitExit()).isEqualTo(1);
            assertThat(helper.log()).contains("no luck");
        }
        assertThat(content("file")).isEqualTo("one");
    }

    @Test
    void thePrePublishHookHearsOfARevisionAndHoldsNothingUp() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path release = directory.resolve("release");
        Path hook = script(
                "early.sh",
                "while ! test -e " + release + "; do sleep 0.05; done; echo $GITSYNC_HASH >" + directory + "/early");
        try (Helper helper = Helper.start(
                directory, arguments(remote, "--one-time", "--pre-publish-exechook-command", hook.toString()))) {
            Eventually.holds(
                    "published while the hook runs", () -> content("file").equals("one"));
            assertThat(directory.resolve("early")).doesNotExist();
            Files.writeString(release, "");
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
        }
        assertThat(directory.resolve("early")).hasContent(remote.head());
    }

    @Test
    void aFirstFailureIsExit1WithALineAndAnErrorFile() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (Helper helper =
                Helper.start(directory, arguments(remote, "--ref", "nowhere", "--error-file", "error.json"))) {
            assertThat(helper.awaitExit()).isEqualTo(1);
            assertThat(helper.log())
                    .contains("couldn't find remote ref nowhere")
                    .doesNotContain("\tat ");
        }
        assertThat(Files.readString(directory.resolve("root/error.json")))
                .startsWith("{\"Msg\":\"too many failures, aborting\",\"Err\":\"couldn't find remote ref nowhere")
                .endsWith("\"Args\":{\"failCount\":\"1\"}}\n");
    }

    @Test
    void goesOnThroughFailuresServesItsEndpointsAndStopsOnSigterm() throws Exception {
        Remote remote = Remote.empty(directory, "repo");
        int port = FreePorts.next();
        try (Helper helper = Helper.start(
                directory,
                arguments(
                        remote,
                        "--period",
                        "100ms",
                        "--max-failures",
                        "-1",
                        "--error-file",
                        "error.json",
                        "--http-bind",
                        "127.0.0.1:" + port,
                        "--http-metrics",
                        "--http-pprof"))) {
            Eventually.holds("an error file", () -> Files.exists(directory.resolve("root/error.json")));
            assertThat(get(port, "/").statusCode()).isEqualTo(503);
            assertThat(get(port, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(port, "/livez").statusCode()).isEqualTo(200);

            String one = remote.commit("file", "one");
            Eventually.holds("the first revision", () -> get(port, "/").statusCode() == 200);
            Eventually.holds("no error file", () -> !Files.exists(directory.resolve("root/error.json")));
            assertThat(get(port, "/readyz").statusCode()).isEqualTo(200);
            assertThat(content("file")).isEqualTo("one");
            Eventually.holds(
                    "a pass without an update",
                    () -> get(port, "/metrics").body().contains("git_sync_count_total{status=\"noop\"}"));
            assertThat(get(port, "/metrics").body())
                    .contains(
                            "git_sync_revision_info{hash=\"" + one + "\",ref=\"HEAD\",repo=\"" + remote.url() + "\"} 1")
                    .contains("git_sync_duration_seconds_count{status=\"success\"} 1")
                    .contains("git_fetch_count_total 1")
                    .contains("git_sync_last_success_timestamp_seconds");
            assertThat(get(port, "/debug/pprof/").body()).contains("sync");

            remote.commit("file", "two");
            Eventually.holds("the second revision", () -> content("file").equals("two"));
            helper.terminate();
            assertThat(helper.awaitExit()).isZero();
            assertThat(helper.log().lines().filter(line -> line.contains("level=error")))
                    .hasSize(1);
        }
    }

    @Test
    void aSignalSyncsAtOnceAndSoDoesASignedPush() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        int port = FreePorts.next();
        int admin = FreePorts.next();
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        try (Helper helper = Helper.start(
                directory,
                arguments(
                        remote,
                        "--period",
                        "1h",
                        "--sync-on-signal",
                        "SIGHUP",
                        "--http-bind",
                        "127.0.0.1:" + admin,
                        "--push-listen",
                        "127.0.0.1:" + port,
                        "--push-secret-file",
                        secret.toString()))) {
            Eventually.holds("the first revision", () -> content("file").equals("one"));
            remote.commit("file", "two");
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/metrics").statusCode())
                    .as("without --http-metrics")
                    .isEqualTo(404);
            new ProcessBuilder("kill", "-HUP", String.valueOf(helper.pid()))
                    .start()
                    .waitFor();
            Eventually.holds("the second revision", () -> content("file").equals("two"));

            remote.commit("file", "three");
            HttpRequest push = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .header("Authorization", "Bearer s3cret")
                    .header("X-Gitlab-Token", "s3cret")
                    .header("X-Gitlab-Event", "Push Hook")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"object_kind\":\"push\",\"ref\":\"refs/heads/main\","
                            + "\"project\":{\"git_http_url\":\"" + remote.url() + "\"}}"))
                    .build();
            assertThat(HTTP.send(push, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202);
            Eventually.holds("the third revision", () -> content("file").equals("three"));
        }
    }

    @Test
    void hooksAreRetriedForTheNewestHashAndRunAgainAfterARestart() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicInteger status = new AtomicInteger(500);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                seen.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestHeaders().getFirst("Gitsync-Hash"));
                exchange.sendResponseHeaders(status.get(), -1);
            }
        });
        server.start();
        String[] arguments = arguments(
                remote,
                "--period",
                "50ms",
                "--webhook-backoff",
                "1s",
                "--webhook-timeout",
                "20s",
                "--webhook-url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        try (Helper helper = Helper.start(directory, arguments)) {
            Eventually.holds("two tries", () -> seen.size() >= 2);
            assertThat(seen).containsOnly("POST " + remote.head());
            String two = remote.commit("file", "two");
            status.set(200);
            Eventually.holds("the newest hash", () -> seen.contains("POST " + two));
            helper.terminate();
            helper.awaitExit();
        }
        seen.clear();
        try (Helper helper = Helper.start(directory, arguments)) {
            Eventually.holds("the current hash once more", () -> seen.contains("POST " + remote.head()));
            helper.terminate();
            assertThat(helper.awaitExit()).isZero();
            assertThat(seen).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void readsNothingFromAHomeDirectoryAndWritesNothingToIt() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), "[url \"file:///nowhere/\"]\n\tinsteadOf = file://\n[broken\n");
        try (Helper helper = Helper.start(
                directory,
                Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", home.toString(), "GIT_DIR", "/nowhere"),
                arguments(remote, "--one-time"))) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
        }
        assertThat(FileTrees.children(home)).hasSize(1);
    }
}
