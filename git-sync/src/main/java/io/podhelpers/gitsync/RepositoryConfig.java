package io.podhelpers.gitsync;

import io.podhelpers.gitsync.verify.SignaturePolicy;
import org.jspecify.annotations.Nullable;

/// Everything that is to be known of one repository, checked.
///
/// @param name tells it from the others of a `--config` file; empty when it is the only one, from the command line
/// @param trust whose signature a revision needs, or none
record RepositoryConfig(
        String name,
        SourceConfig source,
        LayoutConfig layout,
        ScheduleConfig schedule,
        HooksConfig hooks,
        AccessConfig access,
        @Nullable SignaturePolicy trust) {}
