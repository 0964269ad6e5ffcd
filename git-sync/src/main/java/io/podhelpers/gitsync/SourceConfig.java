package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is synced.
///
/// @param repo the URL as the user gave it
/// @param ref a branch, tag, hash, full ref or `HEAD`
/// @param depth commits of history, 0 for all
/// @param filter a partial clone filter, or none
/// @param sparseCheckoutFile patterns of what is checked out, or none for everything
/// @param lfs whether Git LFS files are published with their content
/// @param settings what `--git-config` and git's own variables ask for
/// @param pushUrls other URLs under which a git host tells of the repository
record SourceConfig(
        String repo,
        String ref,
        int depth,
        @Nullable String filter,
        SubmoduleMode submodules,
        @Nullable Path sparseCheckoutFile,
        boolean lfs,
        GcMode gc,
        List<GitSetting> settings,
        List<String> pushUrls) {
    SourceConfig {
        if (depth < 0) {
            throw new UserError("--depth: " + depth + " (expected: 0 or more)");
        }
        settings = List.copyOf(settings);
        pushUrls = List.copyOf(pushUrls);
    }
}
