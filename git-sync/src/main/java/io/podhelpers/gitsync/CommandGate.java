package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Path;

/// `--publish-gate-command`: runs in the new worktree before it is published; anything but success keeps the old
/// revision.
record CommandGate(HooksConfig.Command command) implements Gate {
    @Override
    public void check(String hash, Path worktree) throws IOException, InterruptedException {
        try {
            CommandRun.run(command.path(), command.timeout(), hash, worktree);
        } catch (IOException e) {
            throw new SyncException("the gate refuses revision " + hash + ": " + e.getMessage(), e);
        }
    }
}
