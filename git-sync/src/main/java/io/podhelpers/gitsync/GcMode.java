package io.podhelpers.gitsync;

/// When the local repository is repacked: after an update if it is worth it, after each, thoroughly, or never.
enum GcMode {
    AUTO,
    ALWAYS,
    AGGRESSIVE,
    OFF
}
