package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
final class LfsDownloadsTest {
    private static final String PASSWORD = "s3cret";

    @TempDir
    private Path folder;

    private FakeLfsServer server;
    private LfsDownloads downloads;
    private Duration remaining = Duration.ofMinutes(2);

    @BeforeEach
    void start() throws IOException {
        server = new FakeLfsServer("ann", PASSWORD);
        downloads = new LfsDownloads(folder.resolve(".git"));
    }

    @AfterEach
    void stop() {
        assertThat(server.faults).isEmpty();
        server.close();
    }

    @Test
    void bringsObjectsUnderTheNamesThatGitLfsUses() throws Exception {
        LfsPointer one = server.put("one");
        LfsPointer empty = server.put("");
        bring(one, empty, one);
        assertThat(downloads.path(one))
                .isEqualTo(folder.resolve(".git/lfs/objects/76/92/" + one.oid()))
                .hasContent("one");
        assertThat(downloads.path(empty)).hasSize(0);
        assertThat(server.downloads()).isEqualTo(2);
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void asksForNothingThatIsThere() throws Exception {
        LfsPointer one = server.put("one");
        bring(one);
        bring(one);
        assertThat(server.batches).containsExactly(1);
    }

    @Test
    void asksForAHundredAtATimeAndGetsFourAtOnce() throws Exception {
        LfsPointer[] many = IntStream.range(0, 230)
                .mapToObj(n -> server.put("content " + n))
                .toArray(LfsPointer[]::new);
        bring(many);
        assertThat(server.batches).containsExactly(100, 100, 30);
        assertThat(server.mostAtOnce.get()).isBetween(1, 4);
        assertThat(many)
                .allSatisfy(pointer -> assertThat(downloads.path(pointer)).exists());
    }

    @Test
    void bringsAFileOfManyMegabytes() throws Exception {
        String content = "0123456789abcdef".repeat(2 << 20);
        LfsPointer large = server.put(content);
        bring(large);
        assertThat(Files.size(downloads.path(large))).isEqualTo(32L << 20);
        assertThat(LfsDownloads.isContent(downloads.path(large), large)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "one more", "onE"})
    void refusesContentThatIsNotThePointers(String other) throws Exception {
        LfsPointer one = server.put("one");
        server.corrupt(one, other);
        assertThatThrownBy(() -> bring(one))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("LFS object " + one.oid() + " at 127.0.0.1:");
        assertThat(downloads.path(one)).doesNotExist();
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void keepsWhatCameForTheNextTry() throws Exception {
        LfsPointer good = server.put("good");
        LfsPointer bad = server.put("bad");
        server.corrupt(bad, "BAD");
        assertThatThrownBy(() -> bring(good, bad)).isInstanceOf(IOException.class);
        server.corrupt(bad, "bad");
        bring(good, bad);
        assertThat(downloads.path(good)).hasContent("good");
        assertThat(downloads.path(bad)).hasContent("bad");
    }

    @Test
    void saysWhichObjectTheServerDoesNotHave() {
        LfsPointer lost = new LfsPointer("0".repeat(64), 7);
        assertThatThrownBy(() -> bring(lost)).hasMessage("LFS object " + lost.oid() + ": 404 Object does not exist");
    }

    @Test
    void saysThatTheCredentialsDoNotOpenTheServerAndShowsNoneOfThem() {
        LfsPointer one = server.put("one");
        assertThatThrownBy(() -> bring(Optional.of(new IssuedLogin("ann", "wr0ng")), one))
                .hasMessageStartingWith("LFS server 127.0.0.1:")
                .hasMessageEndingWith(": status 401 (expected: 200): the credentials do not open it")
                .hasMessageNotContaining("wr0ng");
        assertThatThrownBy(() -> bring(Optional.empty(), one)).hasMessageContaining("status 401");
    }

    @Test
    void followsARedirectOnTheSameHostWithTheActionsHeaders() throws Exception {
        server.redirecting = true;
        LfsPointer one = server.put("one");
        bring(one);
        assertThat(downloads.path(one)).hasContent("one");
    }

    @Test
    void usesTheHeadersThatAnSshServerHandedOut() throws Exception {
        LfsPointer one = server.put("one");
        String basic = "Basic " + java.util.Base64.getEncoder().encodeToString(("ann:" + PASSWORD).getBytes(UTF_8));
        LfsAccess access = LfsAccess.parse("{\"href\":\"" + server.url()
                + "/octo/site.git/info/lfs\",\"header\":{\"Authorization\":\"" + basic + "\"},\"expires_in\":60}");
        downloads.bring(
                List.of(one),
                LfsEndpoint.of("git@nowhere.example:octo/site", null),
                access,
                _ -> Optional.empty(),
                () -> remaining);
        assertThat(downloads.path(one)).hasContent("one");
        assertThat(access.toString()).doesNotContain("Basic");
    }

    @Test
    void waitsNoLongerThanThePassMay() {
        server.silent = true;
        remaining = Duration.ofSeconds(1);
        LfsPointer one = server.put("0123456789");
        assertThatThrownBy(() -> bring(one)).hasMessageEndingWith(": no answer in the time that the pass has");
    }

    @Test
    void copiesFromALocalRepositoryAndChecksThat() throws Exception {
        LfsPointer one = server.put("one");
        LfsPointer two = server.put("two");
        Path bare = folder.resolve("bare.git");
        write(new LfsDownloads(bare).path(one), "one");
        write(new LfsDownloads(bare).path(two), "TWO");
        LfsEndpoint local = LfsEndpoint.of("file://" + bare, null);
        downloads.bring(List.of(one), local, null, _ -> Optional.empty(), () -> remaining);
        assertThat(downloads.path(one)).hasContent("one");
        assertThatThrownBy(() -> downloads.bring(List.of(two), local, null, _ -> Optional.empty(), () -> remaining))
                .hasMessage("LFS object " + two.oid() + ": its content is damaged");
        assertThat(server.downloads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"objects\":[1]}",
                "{\"transfer\":\"tus\",\"objects\":[]}",
                "{\"objects\":[{\"oid\":\"x\",\"actions\":{\"download\":{\"href\":\"file:///etc/passwd\"}}}]}",
                "{\"objects\":[{\"oid\":\"x\",\"actions\":{\"download\":{\"href\":\"::\"}}}]}"
            })
    void anAnswerOfAnotherFormIsAnErrorOfOneLine(String body) {
        assertThatThrownBy(() -> LfsBatch.answer(body))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("LFS server: an answer of another form: ");
    }

    @Test
    void anObjectWithoutADownloadIsLeftOut() throws IOException {
        assertThat(LfsBatch.answer("{\"objects\":[{\"oid\":\"x\",\"size\":1},{\"oid\":\"y\",\"actions\":null}]}"))
                .isEqualTo(Map.of());
    }

    private void bring(LfsPointer... pointers) throws IOException, InterruptedException {
        bring(Optional.of(new IssuedLogin("ann", PASSWORD)), pointers);
    }

    private void bring(Optional<IssuedLogin> login, LfsPointer... pointers) throws IOException, InterruptedException {
        LfsEndpoint endpoint = LfsEndpoint.of(server.url() + "/octo/site", null);
        downloads.bring(List.of(pointers), endpoint, null, _ -> login, () -> remaining);
    }

    private List<Path> leftOver() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".git/lfs/tmp"))) {
            return files.toList();
        }
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
