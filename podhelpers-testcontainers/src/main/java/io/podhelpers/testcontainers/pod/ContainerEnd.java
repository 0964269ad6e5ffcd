package io.podhelpers.testcontainers.pod;

import java.time.Instant;

/// How a container ended.
public record ContainerEnd(String name, int exitCode, boolean outOfMemory, Instant startedAt, Instant finishedAt) {}
