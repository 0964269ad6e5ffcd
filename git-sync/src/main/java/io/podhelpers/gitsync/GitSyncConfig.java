package io.podhelpers.gitsync;

/// Everything the service needs to know, checked.
record GitSyncConfig(
        SourceConfig source,
        LayoutConfig layout,
        ScheduleConfig schedule,
        HooksConfig hooks,
        AccessConfig access,
        AdminConfig admin) {}
