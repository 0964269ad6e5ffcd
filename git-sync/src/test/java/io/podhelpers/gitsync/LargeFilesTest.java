package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.gitsync.SyncPass.Outcome;
import io.podhelpers.gitsync.lfs.FakeLfsServer;
import io.podhelpers.gitsync.lfs.LfsPointer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Git LFS in whole passes.
@SuppressWarnings("NullAway.Init") // set before each test
class LargeFilesTest {
    private static final String PASSWORD = "s3cret";

    @TempDir
    Path directory;

    private FakeLfsServer server;
    private Remote remote;

    @BeforeEach
    void start() throws Exception {
        server = new FakeLfsServer("ann", PASSWORD);
        remote = Remote.empty(directory, "repo");
        remote.write(".gitattributes", "*.bin filter=lfs\n");
        remote.write(".lfsconfig", "[lfs]\n\turl = " + server.url() + "/octo/site.git/info/lfs\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void publishesTheContentInsteadOfThePointer() throws Exception {
        put("a.bin", "large");
        put("deep/b.bin", "large");
        put("deep/tool.bin", "#!/bin/sh\n");
        Files.setPosixFilePermissions(
                remote.work.resolve("deep/tool.bin"), PosixFilePermissions.fromString("rwxr-xr-x"));
        remote.commit("plain", "plain");
        try (Sync sync = sync()) {
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo("large");
            assertThat(sync.read("deep/b.bin")).isEqualTo("large");
            assertThat(sync.read("deep/tool.bin")).isEqualTo("#!/bin/sh\n");
            assertThat(Files.isExecutable(sync.link.resolve("deep/tool.bin"))).isTrue();
            assertThat(Files.isExecutable(sync.link.resolve("a.bin"))).isFalse();
            assertThat(sync.read("plain")).isEqualTo("plain");
            assertThat(server.downloads()).isEqualTo(2);
            assertThat(sync.root.resolve(".git/lfs")).doesNotExist();
        }
    }

    @Test
    void onlyPathsThatTheAttributesNameAreLarge() throws Exception {
        remote.write(
                ".gitattributes",
                "*.bin filter=lfs diff=lfs merge=lfs -text\n/plain.bin !filter\n[attr]big filter=lfs\n*.iso big\n");
        remote.write("assets/.gitattributes", "*.bin -filter\nlogo.png filter=lfs eol=crlf\n");
        for (String path : List.of("a.bin", "plain.bin", "d.iso", "assets/b.bin", "assets/logo.png", "notes.txt")) {
            put(path, "large\n");
        }
        remote.commit("small.bin", "not a pointer");
        try (Sync sync = sync()) {
            sync.pass();
            for (String path : List.of("a.bin", "d.iso", "assets/logo.png")) {
                assertThat(sync.read(path)).as(path).isEqualTo("large\n");
            }
            for (String path : List.of("plain.bin", "assets/b.bin", "notes.txt")) {
                assertThat(sync.read(path)).as(path).startsWith("version ");
            }
            assertThat(sync.read("small.bin")).isEqualTo("not a pointer");
        }
    }

    @Test
    void whatDidNotChangeIsNotDownloadedAgain() throws Exception {
        put("a.bin", "large");
        remote.commitAll();
        try (Sync sync = sync()) {
            sync.pass();
            String two = remote.commit("plain", "two");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(two));
            assertThat(sync.restart().pass()).isInstanceOf(Outcome.class);
            assertThat(sync.read("a.bin")).isEqualTo("large");
            assertThat(server.downloads()).isEqualTo(1);
            put("a.bin", "larger");
            remote.commitAll();
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo("larger");
            assertThat(server.downloads()).isEqualTo(2);
        }
    }

    @Test
    void whatSomebodyChangedIsMended() throws Exception {
        put("a.bin", "large");
        put("b.bin", "other");
        remote.commitAll();
        try (Sync sync = sync()) {
            sync.pass();
            Files.delete(sync.link.resolve("a.bin"));
            Files.writeString(sync.link.resolve("b.bin"), "edited");
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo("large");
            assertThat(sync.read("b.bin")).isEqualTo("other");
        }
    }

    @Test
    void aContentThatCannotBeHadKeepsWhatIsPublished() throws Exception {
        put("a.bin", "large");
        String one = remote.commitAll();
        try (Sync sync = sync()) {
            sync.pass();
            LfsPointer lost = new LfsPointer("0".repeat(64), 7);
            remote.commit("a.bin", text(lost));
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessage("LFS object " + lost.oid() + ": 404 Object does not exist");
            assertThat(sync.published()).isEqualTo(one);
            assertThat(sync.read("a.bin")).isEqualTo("large");
        }
    }

    @Test
    void wrongCredentialsAreAnErrorThatShowsNoneOfThem() throws Exception {
        put("a.bin", "large");
        remote.commitAll();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--credential", credential("wr0ng"))) {
            assertThatThrownBy(sync::pass)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("status 401")
                    .hasMessageNotContaining("wr0ng");
            assertThat(Files.exists(sync.link)).isFalse();
        }
    }

    @Test
    void pointersStayWhereNobodyWantsTheContentUntilSomebodyDoes() throws Exception {
        LfsPointer pointer = put("a.bin", "large");
        remote.commitAll();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--lfs=false")) {
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo(text(pointer));
            assertThat(server.downloads()).isZero();
        }
        try (Sync sync = sync()) {
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo("large");
        }
    }

    @Test
    void aLocalRepositorysOwnFolderServesToo() throws Exception {
        Files.delete(remote.work.resolve(".lfsconfig"));
        LfsPointer pointer = put("a.bin", "large");
        String oid = pointer.oid();
        Path object = remote.bare.resolve("lfs/objects/" + oid.substring(0, 2) + "/" + oid.substring(2, 4) + "/" + oid);
        Files.createDirectories(object.getParent());
        Files.writeString(object, "large");
        remote.commitAll();
        try (Sync sync = Sync.of(remote, directory.resolve("root"))) {
            sync.pass();
            assertThat(sync.read("a.bin")).isEqualTo("large");
            assertThat(server.downloads()).isZero();
        }
    }

    private Sync sync() {
        return Sync.of(remote, directory.resolve("root"), "--credential", credential(PASSWORD));
    }

    private String credential(String password) {
        return "{\"url\":\"" + server.url() + "\",\"username\":\"ann\",\"password\":\"" + password + "\"}";
    }

    private LfsPointer put(String path, String content) {
        LfsPointer pointer = server.put(content);
        remote.write(path, text(pointer));
        return pointer;
    }

    private static String text(LfsPointer pointer) {
        return "version https://git-lfs.github.com/spec/v1\noid sha256:" + pointer.oid() + "\nsize " + pointer.size()
                + "\n";
    }
}
