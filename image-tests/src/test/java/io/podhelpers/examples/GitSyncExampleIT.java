package io.podhelpers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.GitSyncContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/// The files of a branch, as whatever reads them finds them.
@Testcontainers
final class GitSyncExampleIT {
    static final Network NETWORK = Network.newNetwork();

    @Container
    static final GenericContainer<?> GIT = new GenericContainer<>(DockerImageName.parse("podhelpers-test/git-server:1"))
            .withNetwork(NETWORK)
            .withNetworkAliases("git-server")
            .withEnv("GIT_REPOS", "site")
            .withExposedPorts(80);

    @Test
    void theSiteIsThereOnceItHasStarted(@TempDir Path www) throws IOException {
        // the container's user is another one than ours; in a Pod fsGroup sees to that
        Files.setPosixFilePermissions(www, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (GitSyncContainer sync = new GitSyncContainer("http://git-server/site.git")
                .withNetwork(NETWORK)
                .withRef("main")
                .withLink("current")
                .withSharedDirectory(www.toString())) {
            sync.start(); // returns when the first revision is published

            assertThat(www.resolve("current")).isSymbolicLink();
            assertThat(www.resolve("current/index.html")).hasContent("<h1>site</h1>");
        }
    }
}
