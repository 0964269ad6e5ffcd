package io.podhelpers.gitsync;

import io.podhelpers.gitsync.push.PushConfig;
import io.podhelpers.gitsync.verify.SignaturePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the service needs to know, checked.
///
/// @param push who may ask for a pass, or none
/// @param pushUrls other URLs under which a git host tells of the repository
/// @param trust whose signature a revision needs, or none
record GitSyncConfig(
        SourceConfig source,
        LayoutConfig layout,
        ScheduleConfig schedule,
        HooksConfig hooks,
        AccessConfig access,
        AdminConfig admin,
        @Nullable PushConfig push,
        List<String> pushUrls,
        @Nullable SignaturePolicy trust) {
    GitSyncConfig {
        pushUrls = List.copyOf(pushUrls);
    }
}
