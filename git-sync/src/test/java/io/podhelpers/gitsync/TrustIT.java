package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.lfs.FakeLfsServer;
import io.podhelpers.gitsync.lfs.LfsPointer;
import io.podhelpers.gitsync.support.Commands;
import io.podhelpers.testcontainers.GitSyncContainer;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may ask for a pass, whose revisions are published, and what large files are made of: with the image.
@SuppressWarnings("NullAway.Init") // set before the tests
class TrustIT {
    private static final int PUSH_PORT = 8080;
    private static final String SECRET = "sh4red";

    @TempDir
    static Path directory;

    private static GitServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new GitServer(container -> container.withEnv("GIT_REPOS", "pushed"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int post(GitSyncContainer sync, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + sync.getHost() + ":" + sync.getMappedPort(PUSH_PORT) + "/hook"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aSignedPushOfEachHostIsPublishedAtOnceAndAForgedOneIsNot() throws Exception {
        String secret = server.secret("push", SECRET);
        String event = "{\"ref\":\"refs/heads/main\",\"after\":\"" + "1".repeat(40)
                + "\",\"repository\":{\"clone_url\":\"http://git-server/pushed.git\"}}";
        String gitea = event.replace("1".repeat(40), "2".repeat(40)); // another push, or it would be a replay
        String gitlab = "{\"object_kind\":\"push\",\"ref\":\"refs/heads/main\","
                + "\"project\":{\"git_http_url\":\"http://git-server/pushed.git\"}}";
        String time = String.valueOf(System.currentTimeMillis() / 1000);
        try (GitSyncContainer sync = server.sync("http://git-server/pushed.git", "pushed")
                .withOption("--period", "1h")
                .withOption("--push-listen", ":" + PUSH_PORT)
                .withOption("--push-secret-file", secret)) {
            sync.addExposedPorts(PUSH_PORT);
            sync.start();
            server.run("commit-file pushed index.html forged");
            assertThat(post(
                            sync,
                            event,
                            Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac("x"))))
                    .isEqualTo(403);
            assertThat(post(sync, event, Map.of())).isEqualTo(401);
            assertThat(post(sync, gitlab, Map.of("X-Gitlab-Event", "Push Hook", "X-Gitlab-Token", "guess")))
                    .isEqualTo(403);
            assertThat(server.read("pushed/link/index.html")).isEqualTo("<h1>pushed</h1>");

            expectPublished(
                    sync,
                    "github",
                    event,
                    Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac(event)));
            expectPublished(sync, "gitlab", gitlab, Map.of("X-Gitlab-Event", "Push Hook", "X-Gitlab-Token", SECRET));
            expectPublished(sync, "gitea", gitea, Map.of("X-Gitea-Event", "push", "X-Gitea-Signature", hmac(gitea)));
            expectPublished(
                    sync,
                    "plain",
                    "deploy",
                    Map.of(
                            "X-Podhelpers-Timestamp",
                            time,
                            "X-Podhelpers-Signature-256",
                            "sha256=" + hmac(time + ".deploy")));
            server.judge("pushed");
            assertThat(GitServer.get(sync.metricsUri()))
                    .contains("git_sync_push_requests_total{outcome=\"accepted\"} 4.0")
                    .contains("git_sync_push_to_publish_seconds_count 4");
            assertThat(sync.getLogs()).doesNotContain(SECRET);
        }
    }

    private static void expectPublished(GitSyncContainer sync, String page, String body, Map<String, String> headers)
            throws Exception {
        server.run("commit-file pushed index.html " + page);
        assertThat(post(sync, body, headers)).as(page).isEqualTo(202);
        Eventually.holds(page, () -> server.read("pushed/link/index.html").equals(page));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh", "gpg"})
    void onlyARevisionThatAnAllowedKeySignedIsPublished(String kind) throws Exception {
        Path home = Files.createTempDirectory("g"); // short: gpg's agent listens in it
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Commands commands = new Commands(home).with("GNUPGHOME", home.toString());
        try {
            expectOnlySigned(kind, home, commands);
        } finally {
            commands.run("gpgconf", "--kill", "all");
            FileTrees.delete(home);
        }
    }

    private static void expectOnlySigned(String kind, Path home, Commands commands) throws Exception {
        commands.run("sh", "-ec", """
                git init -q --bare -b main bare && git init -q -b main work && git -C work remote add origin ../bare
                for who in ann eve; do
                    ssh-keygen -q -t ed25519 -N '' -f $who
                    gpg --batch -q --passphrase '' --quick-gen-key "$who <$who@example.com>" ed25519 sign never
                done
                echo "ann@example.com $(cut -d' ' -f1,2 ann.pub)" >allowed
                gpg --batch --export --armor ann@example.com >keyring""");
        String signers = server.secret(
                "signers-" + kind, Files.readString(home.resolve(kind.equals("ssh") ? "allowed" : "keyring")));
        String option = kind.equals("ssh") ? "--verify-allowed-signers-file" : "--verify-gpg-keyring-file";
        commit(commands, kind, "ann", "one");
        server.serve(home.resolve("bare"), "signed-" + kind);
        try (GitSyncContainer sync = server.sync("http://git-server/signed-" + kind + ".git", "signed-" + kind)
                .withOption("--verify-signatures", "commit")
                .withOption("--max-failures", "-1")
                .withOption(option, signers)) {
            sync.start();
            String page = "signed-" + kind + "/link/page";
            assertThat(server.read(page)).isEqualTo("one");
            commit(commands, kind, "eve", "two");
            server.serve(home.resolve("bare"), "signed-" + kind);
            Eventually.holds("a refusal", () -> sync.getLogs().contains("level=error"));
            assertThat(server.read(page)).isEqualTo("one");
            commit(commands, kind, "nobody", "three");
            server.serve(home.resolve("bare"), "signed-" + kind);
            double errors = GitServer.errors(sync);
            Eventually.holds("two more refusals", () -> GitServer.errors(sync) >= errors + 2);
            assertThat(server.read(page)).isEqualTo("one");
            commit(commands, kind, "ann", "four");
            server.serve(home.resolve("bare"), "signed-" + kind);
            Eventually.holds("the next signed one", () -> server.read(page).equals("four"));
            server.judge("signed-" + kind);
        }
    }

    private static void commit(Commands commands, String kind, String who, String page) throws Exception {
        String sign = who.equals("nobody")
                ? "-c commit.gpgsign=false"
                : kind.equals("ssh")
                        ? "-c commit.gpgsign=true -c gpg.format=ssh -c user.signingkey=$PWD/../" + who
                        : "-c commit.gpgsign=true -c user.signingkey=" + who + "@example.com";
        commands.run(
                "sh",
                "-ec",
                "cd work; echo " + page + " >page; git add -A; git " + sign + " commit -qm " + page
                        + "; git push -q origin HEAD:main");
    }

    @Test
    void largeFilesArriveWithTheirContentInSubmodulesToo() throws Exception {
        try (FakeLfsServer large = new FakeLfsServer("me", "l4rge", InetAddress.getByName(server.hostAddress()))) {
            Remote sub = withLargeFile(large, "sub", "content of the submodule");
            Remote top = withLargeFile(large, "top", "content of the parent");
            Git.run(top.work, "submodule", "add", "-q", sub.url(), "sub");
            Git.run(top.work, "config", "-f", ".gitmodules", "submodule.sub.url", "../sub.git");
            top.commitAll();
            server.serve(sub.bare, "sub");
            server.serve(top.bare, "top");
            try (GitSyncContainer sync = server.sync("http://git-server/top.git", "large")
                    .withOption(
                            "--credential",
                            "{\"url\":\"" + large.url() + "\",\"username\":\"me\",\"password\":\"l4rge\"}")) {
                sync.start();
                assertThat(server.read("large/link/a.bin")).isEqualTo("content of the parent");
                assertThat(server.read("large/link/sub/a.bin")).isEqualTo("content of the submodule");
                assertThat(sync.getLogs()).doesNotContain("l4rge");
            }
        }
    }

    private static Remote withLargeFile(FakeLfsServer large, String name, String content) {
        LfsPointer pointer = large.put(content);
        Remote remote = Remote.empty(directory, name);
        remote.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        remote.write(".lfsconfig", "[lfs]\n\turl = " + large.url() + "/octo/site.git/info/lfs\n");
        remote.commit(
                "a.bin",
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + pointer.oid() + "\nsize " + pointer.size()
                        + "\n");
        return remote;
    }
}
