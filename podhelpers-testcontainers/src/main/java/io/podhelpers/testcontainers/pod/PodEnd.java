package io.podhelpers.testcontainers.pod;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/// How a Pod ended.
public record PodEnd(List<ContainerEnd> containers, Duration took) {
    public PodEnd {
        containers = containers.stream()
                .sorted(Comparator.comparing(ContainerEnd::finishedAt))
                .toList();
    }

    /// The names of the containers, first the one that ended first.
    public List<String> order() {
        return containers.stream().map(ContainerEnd::name).toList();
    }

    public ContainerEnd of(String container) {
        return containers.stream()
                .filter(end -> end.name().equals(container))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(container + " (containers here: " + order() + ")"));
    }
}
