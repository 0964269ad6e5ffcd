package io.podhelpers.k8s.demo;

import io.podhelpers.testcontainers.pod.PodContainer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How much of its memory limit each container uses now, as the engine says.
final class MemoryWatch implements AutoCloseable {
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();
    private final List<Closeable> watches;

    MemoryWatch(PodContainer pod, List<String> containers) {
        watches = containers.stream()
                .map(container -> pod.watchMemory(container, used -> bytes.put(container, used)))
                .toList();
    }

    Map<String, Long> bytes() {
        return Map.copyOf(bytes);
    }

    @Override
    public void close() {
        try {
            for (Closeable watch : watches) {
                watch.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hang up", e);
        }
    }
}
