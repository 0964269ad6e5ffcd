package io.podhelpers.nginxexporter.nginx;

import java.time.Duration;

/// What asks one nginx how it is: single-flight, bounded by a deadline, with its own connection. Any thread.
public final class NginxClient implements AutoCloseable {
    private final NginxHttp http;
    private final NginxApi api;
    private final TargetMonitor monitor;
    private final SingleFlight flights = new SingleFlight();

    /// The requests and answers that make one snapshot.
    @FunctionalInterface
    public interface NginxApi {
        NginxSnapshot snapshot(NginxHttp http, long deadline) throws ScrapeException;
    }

    public NginxClient(NginxHttp http, NginxApi api, TargetMonitor monitor) {
        this.http = http;
        this.api = api;
        this.monitor = monitor;
    }

    /// Asks, or waits for the outcome of who is asking already; never longer than until the deadline.
    ///
    /// @param deadline in terms of [System#nanoTime()]
    public ScrapeOutcome scrape(long deadline) {
        return flights.fly(deadline, this::scrapeNow);
    }

    public TargetMonitor monitor() {
        return monitor;
    }

    private ScrapeOutcome scrapeNow(long deadline) {
        long start = System.nanoTime();
        ScrapeOutcome outcome = outcome(start, deadline);
        monitor.record(outcome);
        return outcome;
    }

    private ScrapeOutcome outcome(long start, long deadline) {
        try {
            NginxSnapshot snapshot = api.snapshot(http, deadline);
            return new ScrapeOutcome.Scraped(snapshot, since(start));
        } catch (ScrapeException e) {
            return new ScrapeOutcome.Failed(e.error(), e.why(), since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        http.close();
    }
}
