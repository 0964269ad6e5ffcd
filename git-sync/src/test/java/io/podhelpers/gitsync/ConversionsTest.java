package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.gitsync.SyncPass.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that `.gitattributes` has converted, from pass to pass. What git makes of which attribute is
/// [AttributesByGitTest]'s.
@SuppressWarnings("NullAway.Init") // set before each test
class ConversionsTest {
    @TempDir
    Path directory;

    private Remote remote;

    @BeforeEach
    void start() {
        remote = Remote.empty(directory, "repo");
    }

    @Test
    void aConvertedFileThatSomebodyChangedIsMended() throws Exception {
        remote.write(".gitattributes", "*.bat eol=crlf\n").commit("run.bat", "one\ntwo\n");
        try (Sync sync = sync()) {
            sync.pass();
            assertThat(sync.read("run.bat")).isEqualTo("one\r\ntwo\r\n");
            Files.writeString(sync.link.resolve("run.bat"), "one\ntwo\n");
            sync.pass();
            assertThat(sync.read("run.bat")).isEqualTo("one\r\ntwo\r\n");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void anUntouchedConvertedFileKeepsItsTimeThroughUpdateAndRestart() throws Exception {
        remote.write(".gitattributes", "*.bat eol=crlf\n*.txt ident\n").write("id.txt", "$Id$\n");
        remote.commit("run.bat", "one\n");
        try (Sync sync = sync()) {
            sync.pass();
            FileTime before = Files.getLastModifiedTime(sync.link.resolve("run.bat"));
            String two = remote.commit("other", "two");
            assertThat(sync.pass()).isEqualTo(new Outcome.Published(two));
            assertThat(Files.getLastModifiedTime(sync.link.resolve("run.bat"))).isEqualTo(before);
            FileTrees.delete(sync.root.resolve(".git"));
            sync.restart().pass();
            assertThat(Files.getLastModifiedTime(sync.link.resolve("run.bat"))).isEqualTo(before);
            assertThat(sync.read("id.txt")).isEqualTo("$Id: " + blob("id.txt") + " $\n");
        }
    }

    @Test
    void otherAttributesOrSettingsWriteTheSameBlobAnew() throws Exception {
        remote.write(".gitattributes", "*.bat eol=crlf\n").commit("run.bat", "one\n");
        try (Sync sync = sync()) {
            sync.pass();
            remote.commit(".gitattributes", "*.bat eol=lf\n");
            sync.pass();
            assertThat(sync.read("run.bat")).isEqualTo("one\n");
            remote.commit(".gitattributes", "*.bat text\n");
            sync.pass();
            assertThat(sync.read("run.bat")).isEqualTo("one\n");
        }
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--git-config", "core.eol:crlf")) {
            sync.pass();
            assertThat(sync.read("run.bat")).isEqualTo("one\r\n");
        }
    }

    @Test
    void aFileThatIsTooLargeForTheHeapIsConvertedInPieces() throws Exception {
        int lines = 500_000;
        remote.write(".gitattributes", "*.csv text=auto eol=crlf\n*.bin text=auto eol=crlf\n");
        remote.write("large.csv", "1,2,3,4,5\n".repeat(lines));
        remote.commit("large.bin", "1,2,3,4,\0\n".repeat(lines));
        try (Sync sync = sync()) {
            sync.pass();
            assertThat(sync.read("large.csv")).isEqualTo("1,2,3,4,5\r\n".repeat(lines));
            assertThat(Files.size(sync.link.resolve("large.bin"))).isEqualTo(10L * lines);
        }
    }

    @Test
    void submodulesFollowTheirOwnAttributes() throws Exception {
        Remote library = Remote.empty(directory, "library");
        library.write(".gitattributes", "* eol=crlf\n.gitattributes -text\n").commit("lib.txt", "library\n");
        remote.write("top.txt", "top\n");
        Git.run(remote.work, "submodule", "--quiet", "add", library.url(), "lib");
        remote.commitAll();
        try (Sync sync = sync()) {
            sync.pass();
            assertThat(sync.read("top.txt")).isEqualTo("top\n");
            assertThat(sync.read("lib/lib.txt")).isEqualTo("library\r\n");
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void theAttributesAboveAPublishedFolderCount() throws Exception {
        remote.write(".git/info/attributes", "* !working-tree-encoding\n"); // or git would convert them, too
        remote.write("docs/latin.txt", "é").write("docs/wide.txt", "é");
        remote.write("docs/.gitattributes", "latin.txt working-tree-encoding=ISO-8859-1\n");
        remote.commit(".gitattributes", "docs/*.txt working-tree-encoding=UTF-16BE\n");
        try (Sync sync = Sync.of(
                remote, directory.resolve("root"), "--layout=content", "--subdirectory=docs", "--filter=blob:none")) {
            Git.run(remote.bare, "config", "uploadpack.allowFilter", "true");
            Git.run(remote.bare, "config", "uploadpack.allowAnySHA1InWant", "true");
            sync.pass();
            assertThat(Files.readString(sync.link.resolve("wide.txt"), StandardCharsets.UTF_16BE))
                    .isEqualTo("é");
            assertThat(Files.readString(sync.link.resolve("latin.txt"), ISO_8859_1))
                    .isEqualTo("é");
        }
    }

    @Test
    void attributesOutsideOfTheSparsePatternsCount() throws Exception {
        Path patterns = Files.writeString(directory.resolve("patterns"), "/docs/\n");
        remote.write(".gitattributes", "*.txt eol=crlf\n").commit("docs/a.txt", "a\n");
        Git.run(remote.bare, "config", "uploadpack.allowFilter", "true");
        Git.run(remote.bare, "config", "uploadpack.allowAnySHA1InWant", "true");
        try (Sync sync = Sync.of(
                remote, directory.resolve("root"), "--sparse-checkout-file=" + patterns, "--filter=blob:none")) {
            sync.pass();
            assertThat(sync.read("docs/a.txt")).isEqualTo("a\r\n");
            assertThat(Files.exists(sync.link.resolve(".gitattributes"), LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
        }
    }

    private Sync sync() {
        return Sync.of(remote, directory.resolve("root"));
    }

    private String blob(String path) {
        return Git.run(remote.work, "rev-parse", "HEAD:" + path);
    }
}
