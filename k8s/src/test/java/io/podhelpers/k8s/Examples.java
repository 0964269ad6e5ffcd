package io.podhelpers.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The example folders of this module.
final class Examples {
    /// Each is applied by `kubectl apply -k`.
    static final List<String> NAMES = List.of(
            "log-sidecar",
            "push-to-deploy",
            "adapter",
            "ambassador",
            "read-replicas",
            "by-environment/test",
            "by-environment/staging",
            "by-environment/production",
            "all-four");

    private Examples() {}

    static Path folder(String name) {
        return Path.of(name);
    }

    /// The folder with the README that explains an example.
    static Path readme(String name) {
        return Path.of(name.split("/", 2)[0]).resolve("README.md");
    }

    static List<Path> files(String example) {
        try (Stream<Path> files = Files.walk(Path.of(example.split("/", 2)[0]))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + example, e);
        }
    }
}
