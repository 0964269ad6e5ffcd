package io.podhelpers.logshipper;

import io.podhelpers.logshipper.deliver.BatchSettings;
import io.podhelpers.logshipper.deliver.RetrySettings;
import io.podhelpers.runtime.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options about batches, retries, the checkpoint and the end; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class DeliveryOptions {
    /// One fills while one is sent and one waits.
    private static final int POOL = 3;
    private static final String SINK = "sink:";

    @Option(
            names = "--batch-lines",
            paramLabel = "COUNT",
            defaultValue = "10000",
            description = "Send a batch when it has so many lines.")
    private int batchLines;

    @Option(
            names = "--batch-bytes",
            paramLabel = "SIZE",
            defaultValue = "1Mi",
            description = "Send a batch when it has so many bytes: 4Ki up to 8Mi. There are three batches in memory.")
    private ByteSize batchBytes;

    @Option(
            names = "--linger",
            paramLabel = "DURATION",
            defaultValue = "20ms",
            description = "Send a batch when its first line has waited so long.")
    private Duration linger;

    @Option(
            names = "--retry-first",
            paramLabel = "DURATION",
            defaultValue = "100ms",
            description = "Longest wait before the first retry; it doubles with each, and the wait is drawn at random.")
    private Duration retryFirst;

    @Option(
            names = "--retry-most",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "Longest wait before a retry, unless the receiver asks for more by Retry-After.")
    private Duration retryMost;

    @Option(
            names = "--retry-limit",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "How often to try a batch before its lines are dead letters; 0: without end.")
    private int retryLimit;

    @Option(
            names = "--dead-letter",
            paramLabel = "TARGET",
            description = "File for records that the receiver refuses for good, or sink:NAME for another sink with its"
                    + " options. Without it they are lost, told in the log and counted.")
    private @Nullable String deadLetter;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "DIR",
            description = "Where to keep how far each log was shipped. Default: .log-shipper beside the logs of the"
                    + " first --input.")
    private @Nullable Path checkpointDir;

    @Option(
            names = "--sweep-interval",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "How often to look at the directories, whatever inotify said, and to write the checkpoint.")
    private Duration sweepInterval;

    @Option(
            names = "--drain-timeout",
            paramLabel = "DURATION",
            defaultValue = "25s",
            description = "How long SIGTERM may take: read to the end of each log and deliver. If it is not enough,"
                    + " the exit code is 1.")
    private Duration drainTimeout;

    @Option(
            names = "--drain-quiet",
            paramLabel = "DURATION",
            defaultValue = "500ms",
            description = "How long no log may grow after SIGTERM before that is taken for the end.")
    private Duration drainQuiet;

    BatchSettings batches() {
        return new BatchSettings(batchLines, batchBytes.asInt(), linger, POOL);
    }

    RetrySettings retries() {
        return new RetrySettings(retryFirst, retryMost, retryLimit);
    }

    /// Where to put what a receiver refuses.
    Optional<SinkPlan> deadLetters(SinkOptions sinks, int labels, String host) {
        String target = deadLetter;
        if (target != null && target.startsWith(SINK)) {
            return Optional.of(sinks.plan(target.substring(SINK.length()), labels, host));
        }
        return deadLetterFile().map(file -> (files, _) -> files.open(file));
    }

    Optional<Path> deadLetterFile() {
        String target = deadLetter;
        return target == null || target.startsWith(SINK) ? Optional.empty() : Optional.of(Path.of(target));
    }

    Optional<Path> checkpointDirectory() {
        return Optional.ofNullable(checkpointDir);
    }

    Duration sweepInterval() {
        return sweepInterval;
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    Duration drainQuiet() {
        return drainQuiet;
    }
}
