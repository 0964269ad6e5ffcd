package io.podhelpers.logshipper.deliver;

import java.time.Duration;

/// How a batch that was not taken is tried again.
///
/// @param first the upper bound of the first wait
/// @param most no wait is longer, unless the receiver asks for it
/// @param limit how often a batch is tried again; 0: without end
public record RetrySettings(Duration first, Duration most, int limit) {}
