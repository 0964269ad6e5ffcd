package io.podhelpers.testcontainers.pod;

import java.time.Instant;

/// What the engine and the probes say of a container now.
public record ContainerStatus(
        String name,
        boolean running,
        boolean started,
        boolean ready,
        int restarts,
        int exitCode,
        boolean outOfMemory,
        long memoryLimitBytes,
        Instant startedAt,
        Instant finishedAt) {}
