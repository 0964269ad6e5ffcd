package io.podhelpers.logshipper;

import io.podhelpers.logshipper.deliver.BatchSettings;
import io.podhelpers.logshipper.deliver.RetrySettings;
import io.podhelpers.logshipper.filter.FilterSettings;
import io.podhelpers.logshipper.filter.Filters;
import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/// Everything that a pipeline needs to know, checked.
///
/// @param follow which files, and how they are read
/// @param parser the parser's name, or `auto`
/// @param logFormat the access log's format, empty for combined
/// @param errorLogZone the zone of times in `error.log`
/// @param filters which lines are shipped, and what is added to and taken from them
/// @param batches how lines are collected
/// @param retries how a batch is tried again
/// @param checkpointDirectory where it is kept how far the logs have been delivered
/// @param sweepInterval how often the directories are looked at, and a checkpoint is written
/// @param drainQuiet how long no log may grow before the end has come
record ShipperConfig(
        FollowSettings follow,
        String parser,
        String logFormat,
        ZoneId errorLogZone,
        FilterSettings filters,
        BatchSettings batches,
        RetrySettings retries,
        Path checkpointDirectory,
        Duration sweepInterval,
        Duration drainQuiet) {
    private static final int LEAST_LINE_BYTES = 64;
    private static final int MOST_LINE_BYTES = 4 * 1024 * 1024;
    private static final int LEAST_BATCH_BYTES = 4 * 1024;
    private static final int MOST_BATCH_BYTES = 8 * 1024 * 1024;

    ShipperConfig {
        new Parsers(parser, logFormat); // says what is wrong with it now, not when the first line comes
        Filters.check(filters);
        require("--max-line-bytes", follow.mostLineBytes(), LEAST_LINE_BYTES, MOST_LINE_BYTES);
        require("--batch-bytes", batches.mostBytes(), LEAST_BATCH_BYTES, MOST_BATCH_BYTES);
        require("--batch-lines", batches.mostRecords(), 1, 1_000_000);
        require("--removed-files", follow.removed().mostFiles(), 0, Integer.MAX_VALUE);
        require("--retry-limit", retries.limit(), 0, Integer.MAX_VALUE);
        positive("--sweep-interval", sweepInterval);
        positive("--retry-first", retries.first());
        notNegative("--linger", batches.linger());
        notNegative("--ignore-older", follow.ignoreOlder());
        notNegative("--close-removed-after", follow.closeRemovedAfter());
        notNegative("--close-idle-after", follow.idle().after());
        notNegative("--drain-quiet", drainQuiet);
        notNegative("--multiline-wait", follow.lines().quiet());
        if (retries.most().compareTo(retries.first()) < 0) {
            throw new UserError("--retry-most: " + Durations.format(retries.most())
                    + " (expected: at least --retry-first " + Durations.format(retries.first()) + ")");
        }
    }

    /// The parsers of one pipeline.
    Parsers parsers() {
        return new Parsers(parser, logFormat);
    }

    /// The filters of one pipeline.
    Filters pipelineFilters() {
        return new Filters(filters, System::nanoTime);
    }

    private static void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UserError(option + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    private static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new UserError(option + ": " + Durations.format(value) + " (expected: more than 0s)");
        }
    }

    private static void notNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new UserError(option + ": " + Durations.format(value) + " (expected: 0s or more)");
        }
    }

    /// @param pipeline the pipeline's name
    Path checkpointFile(String pipeline) {
        return checkpointDirectory.resolve(pipeline + ".checkpoint");
    }
}
