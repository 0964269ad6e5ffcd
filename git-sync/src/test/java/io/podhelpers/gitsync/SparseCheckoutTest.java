package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--sparse-checkout-file` in whole passes.
class SparseCheckoutTest {
    @TempDir
    Path directory;

    @Test
    void onlyThePathsThatThePatternsNameArePublished() throws Exception {
        Remote remote = Remote.empty(directory, "repo");
        List.of(
                        "README",
                        "docs/index.html",
                        "docs/drafts/a.html",
                        "docs/drafts/keep/b.html",
                        "src/Main.java",
                        "src/docs/x")
                .forEach(path -> remote.write(path, path));
        remote.commitAll();
        Path patterns = directory.resolve("patterns");
        Files.writeString(patterns, "# the site\n/docs/\n!/docs/drafts/\n**/keep/*.html\n");
        try (Sync sync = Sync.of(remote, directory.resolve("root"), "--sparse-checkout-file", patterns.toString())) {
            sync.pass();
            assertThat(files(sync.link)).containsExactly("docs/drafts/keep/b.html", "docs/index.html");
            assertThat(sync.status()).isEmpty();
            remote.commit("docs/new.html", "new");
            remote.commit("src/New.java", "new");
            sync.pass();
            assertThat(files(sync.link)).containsExactly("docs/drafts/keep/b.html", "docs/index.html", "docs/new.html");
        }
    }

    private static List<String> files(Path link) throws IOException {
        Path worktree = link.toRealPath();
        try (Stream<Path> paths = Files.walk(worktree)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> worktree.relativize(path).toString())
                    .filter(path -> !path.equals(".git"))
                    .sorted()
                    .toList();
        }
    }
}
