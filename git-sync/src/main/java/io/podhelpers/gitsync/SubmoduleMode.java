package io.podhelpers.gitsync;

/// How far submodules are followed: not at all, one level, or all levels.
enum SubmoduleMode {
    RECURSIVE,
    SHALLOW,
    OFF
}
