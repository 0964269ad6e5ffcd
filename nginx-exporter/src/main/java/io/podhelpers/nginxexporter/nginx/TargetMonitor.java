package io.podhelpers.nginxexporter.nginx;

import io.podhelpers.nginxexporter.exposition.Histogram;
import io.podhelpers.runtime.Durations;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the exporter counts about its scrapes of one target; a change between up and down is logged once.
///
/// [#record] is called by one thread at a time (see [SingleFlight]), the figures are read by any.
public final class TargetMonitor {
    private static final Logger log = LoggerFactory.getLogger(TargetMonitor.class);
    private static final double[] DURATION_BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};

    private final ScrapeTarget target;
    private final Map<ScrapeError, LongAdder> errors = new EnumMap<>(ScrapeError.class);
    private final Histogram durations = new Histogram(DURATION_BOUNDS);
    private final LongAdder resets = new LongAdder();
    private @Nullable NginxSnapshot lastSnapshot;
    private @Nullable ScrapeError lastError;
    private boolean everScraped;

    public TargetMonitor(ScrapeTarget target) {
        this.target = target;
        for (ScrapeError error : ScrapeError.values()) {
            errors.put(error, new LongAdder());
        }
    }

    void record(ScrapeOutcome outcome) {
        durations.observe(outcome.took().toNanos() / 1e9);
        switch (outcome) {
            case ScrapeOutcome.Scraped scraped -> scraped(scraped);
            case ScrapeOutcome.Failed failed -> failed(failed);
        }
        everScraped = true;
    }

    private void scraped(ScrapeOutcome.Scraped scraped) {
        if (lastError != null || !everScraped) {
            log.atInfo().addKeyValue("uri", target).log("nginx is up");
        }
        if (lastSnapshot != null && scraped.snapshot().restartedSince(lastSnapshot)) {
            resets.increment();
            log.atInfo().addKeyValue("uri", target).log("nginx was restarted: its counters began again");
        }
        lastSnapshot = scraped.snapshot();
        lastError = null;
    }

    private void failed(ScrapeOutcome.Failed failed) {
        counter(failed.error()).increment();
        if (lastError != failed.error()) {
            log.atWarn()
                    .addKeyValue("uri", target)
                    .addKeyValue("cause", failed.error().label())
                    .addKeyValue("why", failed.why())
                    .addKeyValue("after", Durations.format(failed.took().truncatedTo(ChronoUnit.MILLIS)))
                    .log("nginx does not answer as expected");
        }
        lastError = failed.error();
    }

    private LongAdder counter(ScrapeError error) {
        return Objects.requireNonNull(errors.get(error));
    }

    public long errors(ScrapeError error) {
        return counter(error).sum();
    }

    public Histogram durations() {
        return durations;
    }

    public long resets() {
        return resets.sum();
    }
}
