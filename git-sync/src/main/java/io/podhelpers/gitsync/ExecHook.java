package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/// Runs a program in the published worktree.
///
/// @param worktree the directory of a hash
record ExecHook(String name, HooksConfig.Command command, Function<String, Path> worktree) implements Hook {
    @Override
    public void run(String hash) throws IOException, InterruptedException {
        CommandRun.run(command.path(), command.timeout(), hash, worktree.apply(hash));
    }
}
