package io.podhelpers.gitsync;

import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.time.Duration;

/// When it is synced.
///
/// @param syncTimeout bounds one whole pass
/// @param maxFailures consecutive failures that end the process; below 0 none do
/// @param maxStaleness the largest age of the last success that counts as ready, zero for any
record ScheduleConfig(
        Duration period,
        Duration initPeriod,
        Duration syncTimeout,
        boolean oneTime,
        int maxFailures,
        int initMaxFailures,
        Duration maxStaleness) {
    private static final Duration SHORTEST = Duration.ofMillis(10);

    ScheduleConfig {
        atLeastShortest("--period", period);
        atLeastShortest("--init-period", initPeriod);
        atLeastShortest("--sync-timeout", syncTimeout);
        if (maxStaleness.isNegative()) {
            throw new UserError("--max-staleness: " + Durations.format(maxStaleness) + " (expected: 0s or more)");
        }
    }

    private static void atLeastShortest(String option, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new UserError(option + ": " + Durations.format(duration) + " (expected: at least 10ms)");
        }
    }
}
