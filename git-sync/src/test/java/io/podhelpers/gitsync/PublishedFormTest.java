package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFormTest {
    @TempDir
    Path directory;

    private Remote documented() {
        Remote remote = Remote.withOneCommit(directory, "repo");
        remote.write("docs/index.html", "one")
                .write("docs/deep/stays", "the same")
                .write("src/secret", "s")
                .commitAll();
        return remote;
    }

    @Test
    void contentHasNoTraceOfGitAndIsUpdatedAndMendedAllTheSame() throws Exception {
        Remote remote = documented();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--layout=content")) {
            sync.pass();
            assertThat(sync.link.resolve(".git")).doesNotExist();
            assertThat(sync.published()).isEqualTo(remote.head());
            assertThat(sync.read("src/secret")).isEqualTo("s");
            FileTime stays = Files.getLastModifiedTime(sync.link.resolve("docs/deep/stays"));

            remote.commit("docs/index.html", "two");
            sync.pass();
            assertThat(sync.read("docs/index.html")).isEqualTo("two");
            assertThat(Files.getLastModifiedTime(sync.link.resolve("docs/deep/stays")))
                    .isEqualTo(stays);

            Files.delete(sync.link.resolve("docs/index.html"));
            sync.pass();
            assertThat(sync.read("docs/index.html")).isEqualTo("two");
        }
    }

    @Test
    void oneFolderIsPublishedAlone() throws Exception {
        Remote remote = documented();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--layout=content", "--subdirectory=docs/")) {
            sync.pass();
            assertThat(sync.read("index.html")).isEqualTo("one");
            assertThat(sync.link.resolve("src")).doesNotExist();
            assertThat(sync.link.resolve(".git")).doesNotExist();
            String two = remote.commit("docs/index.html", "two");
            sync.pass();
            assertThat(sync.read("index.html")).isEqualTo("two");
            assertThat(sync.published()).isEqualTo(two);
        }
    }

    @Test
    void aFolderThatGoesAwayKeepsTheOldRevisionAndIsNamed() throws Exception {
        Remote remote = documented();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--layout=content", "--subdirectory=docs")) {
            sync.pass();
            Git.run(remote.work, "rm", "-q", "-r", "docs");
            remote.commitAll();
            assertThatThrownBy(sync::pass).hasMessageContaining("--subdirectory: no folder docs in revision");
            assertThat(sync.read("index.html")).isEqualTo("one");
        }
    }

    @Test
    void anotherFormAfterARestartReplacesTheOldOneInOneStep() throws Exception {
        Remote remote = documented();
        Path root = directory.resolve("root");
        String[][] forms = {
            {},
            {"--layout=content"},
            {"--layout=content", "--subdirectory=docs"},
            {"--layout=content", "--subdirectory=src"},
            {}
        };
        for (String[] form : forms) {
            try (Sync sync = Sync.of(remote, root, form)) {
                sync.pass();
                boolean whole = form.length < 2;
                assertThat(Files.exists(sync.link.resolve(".git"))).isEqualTo(form.length == 0);
                assertThat(Files.exists(sync.link.resolve("src"))).isEqualTo(whole);
                assertThat(Files.exists(sync.link.resolve("file"))).isEqualTo(whole);
                assertThat(root.resolve(".worktrees").toFile().exists()).isEqualTo(form.length == 0);
                assertThat(FileTrees.children(root.resolve(".content"))).hasSize(form.length == 0 ? 0 : 1);
                assertThat(FileTrees.children(root.resolve(".git/worktrees"))).hasSize(1);
            }
        }
        try (Sync sync = Sync.of(remote, root)) {
            sync.pass();
            assertThat(sync.status()).isEmpty();
        }
    }

    @Test
    void submodulesInAPublishedFolderArriveWithoutGitToo() throws Exception {
        Remote module = Remote.withOneCommit(directory, "module");
        Remote remote = documented();
        Git.run(remote.work, "submodule", "add", "-q", module.url(), "docs/module");
        remote.commitAll();
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--layout=content", "--subdirectory=docs")) {
            sync.pass();
            assertThat(sync.read("module/file")).isEqualTo("one");
            assertThat(sync.link.resolve("module/.git")).doesNotExist();
        }
    }
}
