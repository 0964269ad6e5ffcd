package io.podhelpers.gitsync;

import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where it is published. All paths are absolute.
///
/// @param root holds `.git` and `.worktrees`
/// @param link the published symlink
/// @param staleWorktreeTimeout how long old worktrees stay
record LayoutConfig(
        Path root,
        Path link,
        @Nullable Path errorFile,
        @Nullable Path touchFile,
        Duration staleWorktreeTimeout,
        boolean groupWrite,
        PublishedForm form) {
    LayoutConfig {
        if (staleWorktreeTimeout.isNegative()) {
            throw new UserError(
                    "--stale-worktree-timeout: " + Durations.format(staleWorktreeTimeout) + " (expected: 0s or more)");
        }
        if (link.equals(root) || root.startsWith(link)) {
            throw new UserError("--link: " + link + " (expected: a path that is not --root itself)");
        }
    }
}
