package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom the process asks where `http.proxy` and `no_proxy` disagree.
class NoProxyTest {
    @TempDir
    private Path directory;

    @Test
    void aServerThatNoProxyNamesIsReachedWithoutTheProxyOfTheSetting() throws Exception {
        assertThat(sync("10.0.0.0/8,127.0.0.0/8")).isZero();
    }

    @Test
    void anotherServerIsReachedThroughTheProxyOfTheSetting() throws Exception {
        assertThat(sync("10.0.0.0/8")).isOne();
    }

    /// The exit code with a proxy that is not there.
    private int sync(String noProxy) throws Exception {
        Remote.withOneCommit(directory, "repo");
        try (GitHttpServer server = new GitHttpServer(directory);
                Helper helper = Helper.start(
                        directory,
                        Map.of("no_proxy", noProxy),
                        "--repo=" + server.url("repo.git"),
                        "--root=" + directory.resolve("root"),
                        "--one-time",
                        "--git-config=\"http.proxy\":\"http://127.0.0.1:1\"")) {
            int code = helper.awaitExit();
            assertThat(helper.log().contains("msg=published")).isEqualTo(code == 0);
            return code;
        }
    }
}
