package io.podhelpers.k8s.guide;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Follows each example's README as a reader would: every command of it is typed, and prints what is shown.
///
/// With the system property `podhelpers.cluster=kubectl` it is the kubectl on the PATH that is used, and the cluster
/// it is configured for (`make verify-cluster`).
final class ReadmesIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final boolean REAL_CLUSTER = "kubectl".equals(System.getProperty("podhelpers.cluster"));

    static final List<String> FOLLOWED = List.of(
            "log-sidecar", "push-to-deploy", "adapter", "ambassador", "read-replicas", "by-environment", "all-four");

    @ParameterizedTest
    @FieldSource("FOLLOWED")
    void printsWhatIsShown(String example) throws IOException {
        Guide guide = Guide.read(REPOSITORY.resolve("k8s").resolve(example).resolve("README.md"));
        if (REAL_CLUSTER) {
            followOnRealCluster(guide);
        } else {
            followHere(guide);
        }
    }

    private static void followHere(Guide guide) throws IOException {
        try (LocalCluster cluster = new LocalCluster();
                PortForwards forwards = new PortForwards();
                KubectlOnThePath path = new KubectlOnThePath(new Kubectl(cluster, forwards, REPOSITORY), forwards);
                Shell shell = new Shell(REPOSITORY, path.folder(), Map.of())) {
            new Reader(shell).follow(guide);
        }
    }

    private static void followOnRealCluster(Guide guide) throws IOException {
        try (Shell shell = new Shell(REPOSITORY, Path.of("/usr/bin"), Map.of())) {
            new Reader(shell).follow(guide);
        }
    }
}
