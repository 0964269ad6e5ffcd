package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Path;

/// Asked before a revision is published; it says no by throwing.
@FunctionalInterface
interface Gate {
    void check(String hash, Path worktree) throws IOException, InterruptedException;

    static Gate open() {
        return (_, _) -> {};
    }
}
