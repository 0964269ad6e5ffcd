package io.podhelpers.gitsync;

import io.podhelpers.gitsync.egress.ProxyVariables;
import io.podhelpers.gitsync.push.PushConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the service needs to know, checked.
///
/// @param push who may ask for a pass, or none
/// @param run how the process begins a pass and when it ends
/// @param proxies of the whole process
/// @param repositories at least one; their links, stores and names differ
record GitSyncConfig(
        AdminConfig admin,
        @Nullable PushConfig push,
        RunConfig run,
        ProxyVariables proxies,
        List<RepositoryConfig> repositories) {
    GitSyncConfig {
        repositories = List.copyOf(repositories);
    }
}
