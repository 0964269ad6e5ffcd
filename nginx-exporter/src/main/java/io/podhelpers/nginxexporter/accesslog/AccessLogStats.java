package io.podhelpers.nginxexporter.accesslog;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.Histogram;
import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Requests by method and status, counted from the access log, with a bounded number of label sets.
///
/// Methods come from clients, so only the standard ones are labels, and when the bound is reached further pairs of
/// method and status count under `other`. One thread counts, any may write out.
///
/// Relationship to alert on: `datagrams{result="malformed"}` above 0 means a log format that is not understood.
public final class AccessLogStats {
    private static final Family REQUESTS = Family.counter(
            "nginx_access_log_requests_total", "Requests in the access log, by method, status and its class");
    private static final Family BYTES =
            Family.counter("nginx_access_log_sent_bytes_total", "Bytes sent to clients, from the access log");
    private static final Family REQUEST_TIME = Family.histogram(
            "nginx_access_log_request_duration_seconds", "Time from the request's first byte to the answer's last");
    private static final Family UPSTREAM_TIME = Family.histogram(
            "nginx_access_log_upstream_duration_seconds", "Time spent with upstream servers, all trials together");
    private static final Family DATAGRAMS = Family.counter(
            "nginx_exporter_syslog_datagrams_total", "Datagrams received on the syslog port, by what became of them");

    private static final String OTHER = "other";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND");
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private record Key(String method, String status) implements Comparable<Key> {
        private static final Key REST = new Key(OTHER, OTHER);

        @Override
        public int compareTo(Key that) {
            int byMethod = method.compareTo(that.method);
            return byMethod != 0 ? byMethod : status.compareTo(that.status);
        }

        /// `2xx`, or `other` for what is no HTTP status.
        String statusClass() {
            char first = status.charAt(0);
            return first >= '1' && first <= '5' ? first + "xx" : OTHER;
        }
    }

    private static final class Series {
        private final LongAdder requests = new LongAdder();
        private final LongAdder bytes = new LongAdder();
    }

    private static final class Times {
        private final Histogram request = new Histogram(BOUNDS);
        private final Histogram upstream = new Histogram(BOUNDS);
    }

    private final int maxSeries;
    private final SortedMap<String, String> constLabels;
    private final Map<Key, Series> series = new ConcurrentSkipListMap<>();
    private final Map<String, Times> times = new ConcurrentSkipListMap<>();
    private final LongAdder parsed = new LongAdder();
    private final LongAdder malformed = new LongAdder();

    /// @param maxSeries how many pairs of method and status have a series of their own
    /// @param constLabels of every `nginx_*` series
    public AccessLogStats(int maxSeries, SortedMap<String, String> constLabels) {
        this.maxSeries = maxSeries;
        this.constLabels = constLabels;
    }

    void count(AccessLogLine line) {
        parsed.increment();
        Key key = new Key(
                METHODS.contains(line.method()) ? line.method() : OTHER,
                line.status() >= 100 && line.status() < 600 ? Integer.toString(line.status()) : OTHER);
        Key counted = series.containsKey(key) || series.size() < maxSeries ? key : Key.REST;
        Series counts = series.computeIfAbsent(counted, _ -> new Series());
        counts.requests.increment();
        counts.bytes.add(line.bytes());
        if (line.requestSeconds().isPresent() || line.upstreamSeconds().isPresent()) {
            Times of = times.computeIfAbsent(key.statusClass(), _ -> new Times());
            line.requestSeconds().ifPresent(of.request::observe);
            line.upstreamSeconds().ifPresent(of.upstream::observe);
        }
    }

    void countMalformed() {
        malformed.increment();
    }

    /// Datagrams that were understood, for tests that wait for one.
    public long parsed() {
        return parsed.sum();
    }

    /// Writes all families.
    public void write(MetricWriter writer) {
        if (!times.isEmpty()) {
            writer.family(REQUEST_TIME);
            times.forEach((name, of) -> writer.sample(labels(Map.of("class", name)), of.request));
        }
        writer.family(REQUESTS);
        series.forEach((key, counts) -> writer.sample(labels(key), counts.requests.sum()));
        writer.family(BYTES);
        series.forEach((key, counts) -> writer.sample(labels(key), counts.bytes.sum()));
        if (!times.isEmpty()) {
            writer.family(UPSTREAM_TIME);
            times.forEach((name, of) -> writer.sample(labels(Map.of("class", name)), of.upstream));
        }
        writer.family(DATAGRAMS)
                .sample("{result=\"malformed\"}", malformed.sum())
                .sample("{result=\"parsed\"}", parsed.sum());
    }

    private String labels(Key key) {
        return labels(Map.of("method", key.method, "status", key.status, "class", key.statusClass()));
    }

    private String labels(Map<String, String> own) {
        return Labels.of(Labels.merged(constLabels, own));
    }
}
