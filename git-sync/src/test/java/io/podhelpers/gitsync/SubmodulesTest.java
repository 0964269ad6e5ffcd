package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // set before each test
class SubmodulesTest {
    @TempDir
    Path directory;

    private Remote top;
    private Remote middle;
    private Remote bottom;

    @BeforeEach
    void nestThreeRepositories() {
        bottom = Remote.withOneCommit(directory, "bottom");
        middle = Remote.withOneCommit(directory, "middle");
        Git.run(middle.work, "submodule", "add", "-q", bottom.url(), "down");
        middle.commitAll();
        top = Remote.withOneCommit(directory, "top");
        Git.run(top.work, "submodule", "add", "-q", "--name", "a name/with slash", "../middle.git", "sub/module");
        top.commitAll();
    }

    private String update(Remote parent, String path) {
        Git.run(parent.work.resolve(path), "fetch", "-q", "origin");
        Git.run(parent.work.resolve(path), "checkout", "-q", "origin/main");
        return parent.commitAll();
    }

    @Test
    void nestedSubmodulesWithRelativeUrlsArriveAsGitWouldWriteThem() throws Exception {
        try (Sync sync = Sync.of(top, directory.resolve("root"))) {
            sync.pass();
            assertThat(sync.read("sub/module/file")).isEqualTo("one");
            assertThat(sync.read("sub/module/down/file")).isEqualTo("one");
            assertThat(sync.status()).isEmpty();
            assertThat(Git.run(sync.link, "submodule", "status", "--recursive").lines())
                    .hasSize(2)
                    .noneMatch(line -> line.startsWith("-") || line.startsWith("+"));
            assertThat(Git.run(sync.link.resolve("sub/module/down"), "log", "--format=%s"))
                    .isEqualTo("change");
            assertThat(Git.run(sync.link.resolve("sub/module"), "status", "--porcelain"))
                    .isEmpty();
        }
    }

    @Test
    void anUpdateBelowIsPublishedWhenTheParentPointsToIt() throws Exception {
        try (Sync sync = Sync.of(top, directory.resolve("root"))) {
            sync.pass();
            bottom.commit("file", "two");
            update(middle, "down");
            update(top, "sub/module");
            sync.pass();
            assertThat(sync.read("sub/module/down/file")).isEqualTo("two");
            assertThat(sync.status()).isEmpty();
            Path modules = sync.root.resolve(".git/modules/a name/with slash");
            assertThat(FileTrees.children(modules.resolve("worktrees"))).hasSize(1);
        }
    }

    @Test
    void movedAddedAndRemovedSubmodulesAreFollowed() throws Exception {
        try (Sync sync = Sync.of(top, directory.resolve("root"))) {
            sync.pass();
            Git.run(top.work, "mv", "sub/module", "elsewhere");
            top.commitAll();
            sync.pass();
            assertThat(sync.read("elsewhere/file")).isEqualTo("one");
            assertThat(sync.link.resolve("sub")).doesNotExist();
            assertThat(sync.status()).isEmpty();

            Git.run(top.work, "rm", "-q", "-f", "elsewhere");
            top.commitAll();
            sync.pass();
            assertThat(sync.link.resolve("elsewhere")).doesNotExist();
            assertThat(sync.status()).isEmpty();

            Git.run(top.work, "submodule", "add", "-q", "../bottom.git", "fresh");
            top.commitAll();
            sync.pass();
            assertThat(sync.read("fresh/file")).isEqualTo("one");
            assertThat(sync.status()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"recursive,true,true", "shallow,true,false", "off,false,false"})
    void theModeSaysHowFarToGo(String mode, boolean first, boolean second) throws Exception {
        try (Sync sync = Sync.of(top, directory.resolve("root"), "--submodules", mode)) {
            sync.pass();
            assertThat(Files.exists(sync.link.resolve("sub/module/file"))).isEqualTo(first);
            assertThat(Files.exists(sync.link.resolve("sub/module/down/file"))).isEqualTo(second);
        }
    }

    @Test
    void eachSubmoduleMayHaveALoginOfItsOwn() throws Exception {
        try (GitHttpServer server = new GitHttpServer(directory)
                .protect("top.git", "t:1")
                .protect("middle.git", "m:2")
                .protect("bottom.git", "b:3")) {
            Git.run(middle.work, "config", "-f", ".gitmodules", "submodule.down.url", server.url("bottom.git"));
            middle.commitAll();
            update(top, "sub/module");
            try (Sync sync = Sync.of(
                    server.url("top.git"),
                    directory.resolve("root"),
                    credential(server.url("top.git"), "t", "1"),
                    credential(server.url("middle.git"), "m", "2"),
                    credential(server.url("bottom.git"), "b", "3"))) {
                sync.pass();
                assertThat(sync.read("sub/module/down/file")).isEqualTo("one");
            }
        }
    }

    private static String credential(String url, String user, String password) {
        return "--credential={\"url\":\"" + url + "\",\"username\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    @Test
    void aSubmoduleThatCannotBeFetchedIsNamedAndNothingIsPublished() throws Exception {
        FileTrees.delete(bottom.bare);
        try (Sync sync = Sync.of(top, directory.resolve("root"))) {
            assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class).hasMessageContaining("bottom.git");
            assertThat(sync.link).doesNotExist();
        }
    }

    @Test
    void aLinkToACommitThatGitmodulesDoesNotNameIsAnError() throws Exception {
        Git.run(top.work, "config", "-f", ".gitmodules", "--remove-section", "submodule.a name/with slash");
        top.commitAll();
        try (Sync sync = Sync.of(top, directory.resolve("root"))) {
            assertThatThrownBy(sync::pass).hasMessageContaining("no submodule mapping found in .gitmodules");
        }
    }

    @Test
    void relativeUrlsAreResolvedAsGitDoes() throws Exception {
        assertThat(SubmoduleUrl.resolve("https://h/a/b.git", "../c.git")).isEqualTo("https://h/a/c.git");
        assertThat(SubmoduleUrl.resolve("https://h/a/b.git", "./c.git")).isEqualTo("https://h/a/b.git/c.git");
        assertThat(SubmoduleUrl.resolve("git@h:a/b.git", "../../c.git")).isEqualTo("git@h:c.git");
        assertThat(SubmoduleUrl.resolve("git@h:b.git", "../c.git")).isEqualTo("git@h:c.git");
        assertThat(SubmoduleUrl.resolve("https://h/a", "https://x/y")).isEqualTo("https://x/y");
        assertThatThrownBy(() -> SubmoduleUrl.resolve("relative", "../c.git")).isInstanceOf(SyncException.class);
    }
}
