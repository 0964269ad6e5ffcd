package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several repositories in one process, as `--config` names them.
class SeveralRepositoriesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private Helper start(Map<String, String> environment, String yaml, String... more) throws Exception {
        Path file = Files.writeString(directory.resolve("repositories.yaml"), yaml);
        List<String> arguments = new ArrayList<>(List.of("--config", file.toString(), "--root", root().toString()));
        arguments.addAll(List.of(more));
        return Helper.start(directory, environment, arguments.toArray(String[]::new));
    }

    private Path root() {
        return directory.resolve("root");
    }

    private String content(String path) {
        try {
            return Files.readString(root().resolve(path));
        } catch (IOException e) {
            return "";
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Path script(String name, String body) throws Exception {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void eachHasItsLinkLoginHookAndFailureAndOneSetOfPortsServesAll() throws Exception {
        Remote a = Remote.withOneCommit(directory, "a");
        Remote b = Remote.withOneCommit(directory, "b");
        Remote.empty(directory, "c");
        int admin = FreePorts.next();
        int push = FreePorts.next();
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
        Path password = Files.writeString(directory.resolve("password"), "of-b");
        Path hook = script("hook.sh", "echo $GITSYNC_HASH >>" + directory + "/hooked");
        try (GitHttpServer server = new GitHttpServer(directory)) {
            server.protect("a.git", "me:of-a").protect("b.git", "me:of-b");
            String yaml = """
                    - repo: %s
                      credential: {url: "%s", username: me, password: of-a}
                      exechook-command: %s
                    - repo: %s
                      link: deep/b
                      username: me
                      password-file: %s
                      git-config: "http.extraHeader:X-Only: b"
                    - repo: %s
                      period: 50ms
                      error-file: c-error
                    """.formatted(
                    server.url("a.git"), server.url("a.git"), hook, server.url("b.git"), password, server.url("c.git"));
            try (Helper helper = start(
                    Map.of(),
                    yaml,
                    "--period=1h",
                    "--http-bind=127.0.0.1:" + admin,
                    "--http-metrics",
                    "--push-listen=127.0.0.1:" + push,
                    "--push-secret-file=" + secret)) {
                Eventually.holds(
                        "a: " + helper.log(), () -> content("a.git/file").equals("one"));
                Eventually.holds(
                        "b: " + helper.log(), () -> content("deep/b/file").equals("one"));
                assertThat(Files.readSymbolicLink(root().resolve("deep/b")))
                        .isEqualTo(Path.of("../.repositories/b/.worktrees", b.head()));
                assertThat(Git.run(root().resolve("deep/b"), "status", "--porcelain"))
                        .isEmpty();
                Eventually.holds("a's hook", () -> Files.exists(directory.resolve("hooked")));
                Eventually.holds("c's failure", () -> Files.exists(root().resolve("c-error")));

                HttpResponse<String> ready = get(admin, "/readyz");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).isEqualTo("synced c: not synced yet\n");
                assertThat(get(admin, "/").statusCode()).isEqualTo(503);
                assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
                assertThat(get(admin, "/metrics").body())
                        .contains("git_sync_count_total{repository=\"a\",status=\"success\"} 1")
                        .contains("git_sync_count_total{repository=\"b\",status=\"success\"} 1")
                        .contains("git_sync_count_total{repository=\"c\",status=\"success\"} 0")
                        .contains(
                                "git_sync_hook_run_count_total{name=\"exechook\",repository=\"a\",status=\"success\"} 1")
                        .contains("git_sync_revision_info{hash=\"" + a.head() + "\",ref=\"HEAD\",repo=\""
                                + server.url("a.git") + "\",repository=\"a\"} 1")
                        .contains("git_sync_revision_info{hash=\"" + b.head() + "\"");

                a.commit("file", "two");
                b.commit("file", "two");
                assertThat(push(push, server.url("b.git"))).isEqualTo(202);
                Eventually.holds("the push of b", () -> content("deep/b/file").equals("two"));
                assertThat(content("a.git/file")).isEqualTo("one");
                assertThat(push(push, server.url("nobody.git"))).isEqualTo(204);
                assertThat(push(push, server.url("a.git"))).isEqualTo(202);
                Eventually.holds("the push of a", () -> content("a.git/file").equals("two"));

                Remote.of(directory, "c").commit("file", "late");
                Eventually.holds("c comes", () -> content("c.git/file").equals("late"));
                Eventually.holds("all are ready", () -> get(admin, "/readyz").statusCode() == 200);
                assertThat(get(admin, "/").statusCode()).isEqualTo(200);
                assertThat(get(admin, "/metrics")
                                .body()
                                .lines()
                                .filter(line -> line.startsWith("git_sync_revision_info{")))
                        .hasSize(3)
                        .anyMatch(line -> line.contains(a.head()) && line.contains("repository=\"a\""));

                helper.terminate();
                assertThat(helper.awaitExit()).isZero();
                assertThat(helper.log()).contains("repository=c").doesNotContain("of-a", "of-b", "s3cret");
            }
            for (int i = 0; i < server.requests.size(); i++) {
                boolean ofB = server.requests.get(i).contains("/b.git");
                assertThat(server.headers.get(i).containsKey("X-only")).isEqualTo(ofB);
            }
        }
    }

    private static int push(int port, String url) throws Exception {
        HttpRequest push = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-Gitlab-Token", "s3cret")
                .header("X-Gitlab-Event", "Push Hook")
                .POST(HttpRequest.BodyPublishers.ofString("{\"object_kind\":\"push\",\"ref\":\"refs/heads/main\","
                        + "\"project\":{\"git_http_url\":\"" + url + "\"}}"))
                .build();
        return HTTP.send(push, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void twoLargeFirstSyncsAtOnceFitIntoOneHeap() throws Exception {
        int files = 6000;
        Revisions a = Revisions.make(directory, "a", 1, files);
        Revisions b = Revisions.make(directory, "b", 1, files);
        String yaml = "- repo: " + a.url() + "\n  link: a\n- repo: " + b.url() + "\n  link: b\n";
        try (Helper helper = start(Map.of(), yaml, "--one-time")) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
            assertThat(helper.log()).doesNotContain("OutOfMemoryError", "level=error");
        }
        for (String link : List.of("a", "b")) {
            assertThat(Git.run(root().resolve(link), "status", "--porcelain")).isEmpty();
            assertThat(content(link + "/" + Revisions.path(files - 1))).startsWith("0\n");
        }
    }

    @Test
    void oneTimeEndsWhenAllHaveEndedWithTheWorstOfTheirCodes() throws Exception {
        Remote a = Remote.withOneCommit(directory, "a");
        Remote b = Remote.withOneCommit(directory, "b");
        String good = "- repo: " + a.url() + "\n- repo: " + b.url() + "\n";
        try (Helper helper = start(Map.of(), good, "--one-time")) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
            assertThat(content("a.git/file")).isEqualTo("one");
            assertThat(content("b.git/file")).isEqualTo("one");
        }
        try (Helper helper = start(Map.of(), "- repo: file:///nowhere/x\n" + good, "--one-time")) {
            assertThat(helper.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void asManyFailuresAsOneMayHaveEndTheProcess() throws Exception {
        Remote a = Remote.withOneCommit(directory, "a");
        String yaml = "- repo: " + a.url() + "\n- repo: file:///nowhere/x\n  max-failures: 2\n";
        try (Helper helper = start(Map.of(), yaml, "--period=50ms")) {
            assertThat(helper.awaitExit()).isEqualTo(1);
            assertThat(helper.log()).contains("too many failures, aborting");
        }
    }

    @Test
    void theYamlReaderIsLoadedForAConfigFileAlone() throws Exception {
        Remote a = Remote.withOneCommit(directory, "a");
        Map<String, String> verbose = Map.of("_JAVA_OPTIONS", "-Xlog:class+load=info:file=" + directory + "/classes");
        try (Helper helper = Helper.start(
                directory,
                verbose,
                "--repo",
                a.url(),
                "--root",
                directory.resolve("single").toString(),
                "--one-time")) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
        }
        assertThat(loadedYamlClasses()).isZero();
        try (Helper helper = start(verbose, "- repo: " + a.url() + "\n", "--one-time")) {
            assertThat(helper.awaitExit()).as(helper.log()).isZero();
        }
        assertThat(loadedYamlClasses()).isPositive();
    }

    private long loadedYamlClasses() throws Exception {
        try (Stream<String> lines = Files.lines(directory.resolve("classes"))) {
            return lines.filter(line -> line.contains("org.snakeyaml")).count();
        }
    }
}
