package io.podhelpers.gitsync;

import io.podhelpers.runtime.ListenAddress;
import org.jspecify.annotations.Nullable;

/// What operators see.
///
/// @param bind where, or none for no admin endpoint at all
record AdminConfig(@Nullable ListenAddress bind, boolean metrics, boolean threads) {}
