package io.podhelpers.logshipper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.podhelpers.logshipper.deliver.LineCounts;
import io.podhelpers.logshipper.follow.FileEvents;
import io.podhelpers.logshipper.follow.FileState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of one pipeline, each with the name of its sink.
///
/// The relationship to alert on, in lines: `read = shipped + filtered + dead_lettered + lost{of lines read} +
/// in_flight`. Bytes that were cut off before they could be read count only as `log_shipper_lost_bytes_total`.
final class ShipperMetrics implements LineCounts, FileEvents {
    private final MeterRegistry registry;
    private final Tags tags;
    private final InstantSource clock;
    private final Counter readLines;
    private final Counter readBytes;
    private final Counter filteredLines;
    private final Counter shippedLines;
    private final Counter shippedBytes;
    private final Counter deadLetteredLines;
    private final Counter retries;
    private final Counter rotated;
    private final Counter truncated;
    private final Counter checkpointFailures;
    private final Timer batches;
    private final AtomicLong inFlight = new AtomicLong();
    private final Map<String, FileGauges> files = new HashMap<>();
    private final List<Meter> gauges = new ArrayList<>();
    private volatile long openFiles;
    private volatile long removedFiles;
    private volatile long removedBytes;
    private volatile long checkpointMillis;

    ShipperMetrics(MeterRegistry registry, String sink, InstantSource clock) {
        this.registry = registry;
        this.tags = Tags.of("sink", sink);
        this.clock = clock;
        this.checkpointMillis = clock.millis();
        readLines = counter("log_shipper_read_lines_total", "Lines read from the logs");
        readBytes = counter("log_shipper_read_bytes_total", "Bytes read from the logs");
        filteredLines = counter("log_shipper_filtered_lines_total", "Lines that a filter dropped");
        shippedLines = counter("log_shipper_shipped_lines_total", "Lines that the receiver acknowledged");
        shippedBytes = counter("log_shipper_shipped_bytes_total", "Bytes of records that the receiver acknowledged");
        deadLetteredLines = counter("log_shipper_dead_lettered_lines_total", "Lines written to the dead-letter file");
        retries = counter("log_shipper_retries_total", "Attempts to send that the receiver did not take");
        rotated = counter("log_shipper_files_rotated_total", "Logs that were renamed or removed");
        truncated = counter("log_shipper_files_truncated_total", "Logs that were truncated");
        checkpointFailures = counter("log_shipper_checkpoint_failures_total", "Checkpoints that could not be written");
        batches = Timer.builder("log_shipper_batch_duration_seconds")
                .description("Time from the first attempt to send a batch to its acknowledgement")
                .tags(tags)
                .register(registry);
        gauge("log_shipper_in_flight_lines", "Lines read and not yet shipped", inFlight::get);
        gauge("log_shipper_files_open", "Logs held open", () -> openFiles);
        gauge(
                "log_shipper_removed_files",
                "Logs that were removed and are held open until they are shipped",
                () -> removedFiles);
        gauge("log_shipper_removed_bytes", "What these hold of the disk, in bytes", () -> removedBytes);
        gauge(
                "log_shipper_checkpoint_age_seconds",
                "Time since everything delivered was last on record in the checkpoint, in seconds",
                () -> (clock.millis() - checkpointMillis) / 1e3);
        for (LineCounts.Loss cause : LineCounts.Loss.values()) {
            lostLines(cause).increment(0);
        }
        for (FileEvents.Loss cause : FileEvents.Loss.values()) {
            lostBytes(cause).increment(0);
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private void gauge(String name, String description, java.util.function.Supplier<Number> value) {
        gauges.add(
                Gauge.builder(name, value).description(description).tags(tags).register(registry));
    }

    private Counter lostLines(LineCounts.Loss cause) {
        return Counter.builder("log_shipper_lost_lines_total")
                .description("Lines that were read and can never be shipped")
                .tags(tags.and("cause", label(cause)))
                .register(registry);
    }

    private Counter lostBytes(FileEvents.Loss cause) {
        return Counter.builder("log_shipper_lost_bytes_total")
                .description("Bytes of logs that were gone before they could be read")
                .tags(tags.and("cause", label(cause)))
                .register(registry);
    }

    private static String label(Enum<?> cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void read(long lines, long bytes) {
        readLines.increment((double) lines);
        readBytes.increment((double) bytes);
        inFlight.addAndGet(lines);
    }

    @Override
    public void filtered(long lines) {
        filteredLines.increment((double) lines);
        inFlight.addAndGet(-lines);
    }

    @Override
    public void unparsed(String parser, long lines) {
        Counter.builder("log_shipper_parse_failures_total")
                .description("Lines that were not of their parser's form and are shipped raw")
                .tags(tags.and("parser", parser))
                .register(registry)
                .increment((double) lines);
    }

    @Override
    public void shipped(long lines, long bytes) {
        shippedLines.increment((double) lines);
        shippedBytes.increment((double) bytes);
        inFlight.addAndGet(-lines);
    }

    @Override
    public void deadLettered(long lines) {
        deadLetteredLines.increment((double) lines);
        inFlight.addAndGet(-lines);
    }

    @Override
    public void lost(LineCounts.Loss cause, long lines) {
        lostLines(cause).increment((double) lines);
        inFlight.addAndGet(-lines);
    }

    @Override
    public void retried() {
        retries.increment();
    }

    @Override
    public void batch(Duration took) {
        batches.record(took);
    }

    @Override
    public void rotated() {
        rotated.increment();
    }

    @Override
    public void truncated() {
        truncated.increment();
    }

    @Override
    public void lost(FileEvents.Loss cause, long bytes) {
        lostBytes(cause).increment((double) bytes);
    }

    void checkpointCurrent() {
        checkpointMillis = clock.millis();
    }

    void checkpointFailed() {
        checkpointFailures.increment();
    }

    /// Takes the gauges of a pipeline that is no more away; counters stay, since counters never go back.
    void close() {
        files(List.of());
        gauges.forEach(registry::remove);
    }

    /// Shows how it stands with the open files; called by one thread.
    void files(List<FileState> states) {
        long open = 0;
        long removed = 0;
        long bytesOfRemoved = 0;
        Set<String> paths = new HashSet<>();
        for (FileState state : states) {
            open += state.resting() ? 0 : 1;
            removed += state.removed() ? 1 : 0;
            bytesOfRemoved += state.removed() ? state.size() : 0;
            paths.add(state.path());
            files.computeIfAbsent(state.path(), FileGauges::new).update(state);
        }
        openFiles = open;
        removedFiles = removed;
        removedBytes = bytesOfRemoved;
        files.entrySet().removeIf(entry -> {
            boolean gone = !paths.contains(entry.getKey());
            if (gone) {
                entry.getValue().remove();
            }
            return gone;
        });
    }

    /// The gauges of one log.
    private final class FileGauges {
        private final List<Meter> meters = new ArrayList<>();
        private volatile long lagBytes;
        private volatile long unshippedSinceMillis;
        /// The length at an earlier look, and when that was: all of that is shipped when as much is
        /// acknowledged.
        private long sampleSize;

        FileGauges(String path) {
            Tags ofFile = tags.and("file", path);
            unshippedSinceMillis = clock.millis();
            meters.add(Gauge.builder("log_shipper_lag_bytes", () -> lagBytes)
                    .description("Bytes of a log that are not yet shipped")
                    .tags(ofFile)
                    .register(registry));
            meters.add(Gauge.builder("log_shipper_oldest_unshipped_seconds", this::oldestSeconds)
                    .description("How long the oldest byte that is not yet shipped has been seen, in seconds")
                    .tags(ofFile)
                    .register(registry));
        }

        void update(FileState state) {
            lagBytes = state.lagBytes();
            if (lagBytes == 0 || state.acked() >= sampleSize || state.size() < sampleSize) {
                sampleSize = state.size();
                unshippedSinceMillis = clock.millis();
            }
        }

        private double oldestSeconds() {
            return lagBytes == 0 ? 0 : (clock.millis() - unshippedSinceMillis) / 1e3;
        }

        void remove() {
            meters.forEach(registry::remove);
        }
    }
}
