package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRemoteTest {
    @TempDir
    Path directory;

    @Test
    void aPassWithoutAnUpdateAsksForTheRefAndNothingElse() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory);
                Sync sync = Sync.of(server.url("repo.git"), directory.resolve("root"))) {
            sync.pass();
            assertThat(sync.status()).isEmpty();
            server.requests.clear();
            sync.pass();
            assertThat(server.requests).containsExactly("POST /repo.git/git-upload-pack");

            server.requests.clear();
            remote.commit("file", "two");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");
            assertThat(server.requests).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void aServerThatDoesNotAnswerInOneRequestIsAskedTheUsualWay() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory);
                Sync sync = Sync.of(server.url("repo.git"), directory.resolve("root"), "--ref=main")) {
            server.growOld();
            sync.pass();
            sync.pass();
            server.requests.clear();
            sync.pass();
            assertThat(server.requests)
                    .as("tried once, not each time")
                    .containsExactly("GET /repo.git/info/refs?service=git-upload-pack");
            remote.commit("file", "two");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");
        }
    }

    @Test
    void aPassWithoutAnUpdateNoticesATagThatTakesTheBranchsName() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory);
                Sync sync = Sync.of(server.url("repo.git"), directory.resolve("root"), "--ref=main")) {
            sync.pass();
            sync.pass();
            remote.commit("file", "two");
            Git.run(remote.bare, "tag", "main", "main");
            Git.run(remote.bare, "update-ref", "refs/heads/main", "main~1");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");
        }
    }

    @Test
    void logsInWithTheNameAndThePasswordInAFileThatIsReadBeforeEachPass() throws Exception {
        Remote.withOneCommit(directory, "repo");
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        try (GitHttpServer server = new GitHttpServer(directory).protect("repo.git", "me:s3cret");
                Sync sync = Sync.of(
                        server.url("repo.git"),
                        directory.resolve("root"),
                        "--username=me",
                        "--password-file=" + password)) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class).hasMessageNotContaining("wrong");
            Files.writeString(password, "s3cret\n");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void theCredentialWithTheLongestPathWins() throws Exception {
        Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory).protect("repo.git", "right:p");
                Sync sync = Sync.of(
                        server.url("repo.git"),
                        directory.resolve("root"),
                        "--credential={\"url\":\"" + server.url("") + "\",\"username\":\"wrong\",\"password\":\"p\"}",
                        "--credential={\"url\":\"" + server.url("repo.git")
                                + "\",\"username\":\"right\",\"password\":\"p\"}")) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }

    @Test
    void aRedirectIsFollowedAndTakesNoPasswordAlong() throws Exception {
        Remote.withOneCommit(directory, "repo");
        try (GitHttpServer target = new GitHttpServer(directory);
                GitHttpServer front = new GitHttpServer(directory);
                Sync sync = Sync.of(
                        front.url("moved"),
                        directory.resolve("root"),
                        "--credential={\"url\":\"" + front.url("moved")
                                + "\",\"username\":\"me\",\"password\":\"p\"}")) {
            front.redirect("moved", target.url("repo.git"));
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
            assertThat(target.headers).noneMatch(headers -> headers.containsKey("Authorization"));
        }
    }

    @Test
    void settingsOfGitReachTheTransport() throws Exception {
        Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory)) {
            String url = server.url("repo.git");
            try (Sync sync = Sync.of(
                    "alias:repo.git",
                    directory.resolve("root"),
                    "--git-config=http.extraHeader:\"X-Team: web\",\"url." + url.replace("repo.git", "")
                            + ".insteadOf\":\"alias:\"",
                    "--git-config-add=http.extraHeader:\"X-More: too\"",
                    "--git-config-add=http.extraHeader:\"X-Most: as well\"")) {
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("one");
            }
            assertThat(server.headers)
                    .allMatch(headers -> headers.containsKey("X-team")
                            && headers.containsKey("X-more")
                            && headers.containsKey("X-most"));
        }
    }

    @Test
    void aServerThatFallsSilentIsGivenUpAfterTheTimeout() throws Exception {
        Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory);
                Sync sync = Sync.of(server.url("repo.git"), directory.resolve("root"))) {
            server.fallSilent();
            assertThatThrownBy(() -> LimitedRun.of(_ -> sync.pass(), Duration.ofMillis(500), InstantSource.system()))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("--sync-timeout");
        }
    }

    @Test
    void cookiesAreSentToTheirServerAndReadAgainWhenTheyChange() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        Path cookies = directory.resolve("cookies");
        String line = "127.0.0.1\tFALSE\t/\tFALSE\t2147483647\to\t";
        Files.writeString(
                cookies,
                "# Netscape HTTP Cookie File\n" + line + "first\nelsewhere.example" + line.substring(9) + "foreign\n");
        try (GitHttpServer server = new GitHttpServer(directory);
                Sync sync = Sync.of(server.url("repo.git"), directory.resolve("root"), "--cookie-file=" + cookies)) {
            server.needCookie("o=first");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
            assertThat(server.headers)
                    .noneMatch(headers -> String.valueOf(headers.get("Cookie")).contains("foreign"));

            server.needCookie("o=second-and-longer");
            remote.commit("file", "two");
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class).hasMessageNotContaining("first");
            Files.writeString(cookies, line + "second-and-longer\n");
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("two");

            Files.delete(cookies);
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessage("--cookie-file: " + cookies + " cannot be read (expected: a Netscape cookie file)");
        }
    }

    @Test
    void errorsNameTheUrlWithoutItsPassword() throws Exception {
        try (Sync sync = Sync.of("http://me:s3cret@127.0.0.1:1/repo.git", directory.resolve("root"))) {
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("http://127.0.0.1:1/repo.git")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void aFilterTheServerDoesNotKnowIsLeftOutAndOneItKnowsStillPublishesEverything() throws Exception {
        Remote remote = Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory)) {
            try (Sync sync = Sync.of(server.url("repo.git"), directory.resolve("plain"), "--filter=blob:none")) {
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("one");
            }
            Git.run(remote.bare, "config", "uploadpack.allowFilter", "true");
            try (Sync sync = Sync.of(server.url("repo.git"), directory.resolve("filtered"), "--filter=blob:none")) {
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("one");
                assertThat(sync.status()).isEmpty();
            }
        }
    }
}
