package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pointers, the paths that have them, and the server that is asked.
final class LfsPointerTest {
    private static final String OID = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
    private static final String VERSION = "version https://git-lfs.github.com/spec/v1\n";
    private static final String POINTER = VERSION + "oid sha256:" + OID + "\nsize 12345\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                POINTER,
                "version https://hawser.github.com/spec/v1\noid sha256:" + OID + "\nsize 12345\n",
                VERSION + "ext-0-foo sha256:" + OID + "\noid sha256:" + OID + "\nsize 12345\n",
                VERSION + "oid sha256:" + OID + "\nsize 12345"
            })
    void readsAPointer(String blob) {
        assertThat(LfsPointer.parse(blob.getBytes(UTF_8))).contains(new LfsPointer(OID, 12345));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "version https://git-lfs.github.com/spec/v2\noid sha256:" + OID + "\nsize 1\n",
                "oid sha256:" + OID + "\n" + VERSION + "size 1\n",
                VERSION + "oid sha1:" + OID + "\nsize 1\n",
                VERSION + "oid sha256:" + OID + "0\nsize 1\n",
                VERSION + "oid sha256:../../../../etc/passwd\nsize 1\n",
                VERSION + "oid sha256:" + OID + "\nsize -1\n",
                VERSION + "oid sha256:" + OID + "\nsize 99999999999999999999\n",
                VERSION + "oid sha256:" + OID + "\n",
                VERSION + "size 1\n"
            })
    void takesAnythingElseForTheFileItself(String blob) {
        assertThat(LfsPointer.parse(blob.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void takesALongFileForTheFileItself() {
        assertThat(LfsPointer.parse((POINTER + "x-y " + "z".repeat(1024) + "\n").getBytes(UTF_8)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example/foo/bar, https://git.example/foo/bar.git/info/lfs",
        "https://git.example/foo/bar.git, https://git.example/foo/bar.git/info/lfs",
        "https://git.example/foo/bar/, https://git.example/foo/bar.git/info/lfs",
        "http://git.example:3000/foo/bar, http://git.example:3000/foo/bar.git/info/lfs",
        "git@git.example:foo/bar.git, https://git.example/foo/bar.git/info/lfs",
        "ssh://git@git.example:2222/foo/bar, https://git.example/foo/bar.git/info/lfs"
    })
    void findsTheServerBesideTheRepository(String remote, String server) throws IOException {
        assertThat(LfsEndpoint.of(remote, null)).hasToString("Server[url=" + server + "]");
    }

    @Test
    void asksTheServerThatTheCommitNames() throws IOException {
        assertThat(LfsEndpoint.of("git@git.example:foo/bar", "https://lfs.example/store/"))
                .hasToString("Server[url=https://lfs.example/store]");
        assertThatThrownBy(() -> LfsEndpoint.of("git@git.example:foo/bar", "file:///etc"))
                .hasMessage("LFS server: not of http or https (expected: http(s)://host/path)");
    }

    @Test
    void looksIntoTheFolderOfALocalRepository() throws IOException {
        Files.createDirectories(folder.resolve("work/.git"));
        assertThat(LfsEndpoint.of("file://" + folder + "/bare.git", null))
                .isEqualTo(new LfsEndpoint.Folder(folder.resolve("bare.git/lfs/objects")));
        assertThat(LfsEndpoint.of(folder + "/work", null))
                .isEqualTo(new LfsEndpoint.Folder(folder.resolve("work/.git/lfs/objects")));
    }
}
