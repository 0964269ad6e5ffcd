package io.podhelpers.gitsync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When it is synced, and what happens when that fails.
final class ScheduleOptions {
    @Option(
            names = "--period",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to wait between two passes, at least 10ms.")
    Duration period;

    @Option(
            names = "--init-period",
            paramLabel = "TIME",
            description = "Like --period until the first success; by default the same.")
    @Nullable
    Duration initPeriod;

    @Option(
            names = "--sync-timeout",
            paramLabel = "TIME",
            defaultValue = "120s",
            description = "How long one whole pass may take, at least 10ms.")
    Duration syncTimeout;

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            defaultValue = "0",
            description = "Consecutive failures after which to exit with 1; less than 0 never exits.")
    int maxFailures;

    @Option(
            names = "--init-max-failures",
            paramLabel = "N",
            description = "Like --max-failures until the first success; by default the same.")
    @Nullable
    Integer initMaxFailures;

    @Option(
            names = "--max-staleness",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "Not ready at /readyz when the last success is older than this; 0s never.")
    Duration maxStaleness;

    ScheduleConfig toConfig(LegacyOptions legacy, boolean oneTime) {
        return new ScheduleConfig(
                legacy.period(period),
                initPeriod == null ? legacy.period(period) : initPeriod,
                legacy.syncTimeout(syncTimeout),
                oneTime,
                legacy.maxFailures(maxFailures),
                initMaxFailures == null ? legacy.maxFailures(maxFailures) : initMaxFailures,
                maxStaleness);
    }
}
