package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a process that was killed may leave, and no pass that has reached its end.
final class Leftovers {
    private Leftovers() {}

    /// Those below the directory; the directory itself if something was deleted meanwhile.
    static List<Path> in(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .matches(".*(\\.lock|git-sync-tmp|\\.keep)|\\.(new|old)-.*|(incoming|noz|gc)_.*"))
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of(root);
        }
    }
}
