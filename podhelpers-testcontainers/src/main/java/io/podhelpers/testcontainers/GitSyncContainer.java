package io.podhelpers.testcontainers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.time.Duration;
import java.util.List;
import org.testcontainers.utility.DockerImageName;

/// Sidecar: a directory that stays equal to a git revision. Started when the first revision is published.
///
/// ```java
/// GitSyncContainer sync = new GitSyncContainer("http://git-server/demo.git")
///         .withNetwork(network)
///         .withRef("main")
///         .withSharedDirectory(directory);
/// sync.start();
/// ```
public final class GitSyncContainer extends HelperContainer<GitSyncContainer> {
    /// The port of `/`, `/metrics` and the probes.
    public static final int PORT = 9115;

    private static final String ROOT = "/git";

    /// The image of the version that this module was built with.
    ///
    /// @param repo the repository to follow
    public GitSyncContainer(String repo) {
        this(HelperImages.GIT_SYNC, repo);
    }

    public GitSyncContainer(DockerImageName image, String repo) {
        super(image, HelperImages.GIT_SYNC, PORT);
        setOption("--repo", repo);
        setOption("--root", ROOT);
        setOption("--http-bind", ":" + PORT);
        setOption("--http-metrics", "true");
        setOption("--period", "1s");
    }

    /// The branch, tag or revision to follow; by default the remote's HEAD.
    public GitSyncContainer withRef(String ref) {
        return setOption("--ref", ref);
    }

    /// Several repositories, as a YAML file in the container names them, instead of the one.
    public GitSyncContainer withConfig(String file) {
        removeOption("--repo");
        return setOption("--config", file);
    }

    /// How often to look for a new revision; 1 s unless set.
    public GitSyncContainer withPeriod(Duration period) {
        return setOption("--period", period.toMillis() + "ms");
    }

    /// The name of the link to the published revision; by default the last part of the repository's name.
    public GitSyncContainer withLink(String name) {
        return setOption("--link", name);
    }

    /// A directory of the host or a named volume that receives the revisions, to be mounted by its readers, too. The
    /// container's user must be able to write there.
    public GitSyncContainer withSharedDirectory(String directoryOrVolume) {
        setBinds(List.of(new Bind(directoryOrVolume, new Volume(ROOT), AccessMode.rw)));
        return this;
    }
}
