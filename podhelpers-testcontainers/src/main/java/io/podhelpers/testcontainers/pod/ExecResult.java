package io.podhelpers.testcontainers.pod;

/// What a command run inside a container printed and how it ended.
public record ExecResult(int exitCode, String stdout, String stderr) {}
