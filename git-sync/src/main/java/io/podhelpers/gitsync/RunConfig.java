package io.podhelpers.gitsync;

import org.jspecify.annotations.Nullable;

/// What the process does beside syncing.
///
/// @param oneTime ends after each repository's first success
/// @param signal the signal that starts a pass of each, as the JVM names it
record RunConfig(boolean oneTime, @Nullable String signal) {}
