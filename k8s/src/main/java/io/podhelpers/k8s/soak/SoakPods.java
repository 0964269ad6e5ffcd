package io.podhelpers.k8s.soak;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The Pods of the example with all four helpers, changed in three places: the ambassador can be reached from outside,
/// so that clients here can count, and the two volumes are small ones in memory, so that they can be filled.
final class SoakPods implements AutoCloseable {
    static final List<String> HELPERS = List.of("log-shipper", "git-sync", "nginx-exporter", "redis-ambassador");
    static final Map<String, Integer> METRICS_PORTS =
            Map.of("log-shipper", 9114, "git-sync", 9115, "nginx-exporter", 9113, "redis-ambassador", 9116);
    static final int WEB = 8080;
    static final int REDIS = 6379;

    private static final Map<String, String> CHANGES = Map.of(
            "--listen-address=127.0.0.1:6379", "--listen-address=:6379",
            "        - name: redis-admin\n",
                    "        - name: redis\n          containerPort: 6379\n        - name: redis-admin\n",
            "        sizeLimit: 256Mi\n", "        medium: Memory\n        sizeLimit: 40Mi\n",
            "    - name: html\n      emptyDir: {}\n",
                    "    - name: html\n      emptyDir:\n        medium: Memory\n        sizeLimit: 16Mi\n");

    private final Path folder;
    private final PodSet pods;

    SoakPods(Path example) {
        try {
            folder = Files.createTempDirectory("soak");
            copyChanged(example);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + example, e);
        }
        pods = PodSet.fromYaml(folder);
    }

    private void copyChanged(Path example) throws IOException {
        try (Stream<Path> files = Files.list(example)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
                String text = Files.readString(file);
                Path copy = folder.resolve(file.getFileName().toString());
                Files.writeString(copy, copy.endsWith("pod.yaml") ? changed(text) : text);
            }
        }
    }

    private static String changed(String pod) {
        String text = pod;
        for (Map.Entry<String, String> change : CHANGES.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalStateException("pod.yaml has no longer: " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return text;
    }

    void start() {
        pods.start();
    }

    PodContainer pod(String name) {
        return pods.pod(name);
    }

    PodContainer webserver() {
        return pods.pod("webserver");
    }

    String url(int port, String path) {
        return "http://" + webserver().getHost() + ":" + webserver().getMappedPort(port) + path;
    }

    @Override
    public void close() {
        pods.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
