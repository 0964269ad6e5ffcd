package io.podhelpers.gitsync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.gitsync.push.PushOutcome;
import io.podhelpers.runtime.HelperMetrics;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted. Alert on: `git_sync_last_success_timestamp_seconds` too old; `git_sync_count_total{status="error"}`
/// rising. Any thread.
final class SyncMetrics {
    private static final List<String> RESULTS = List.of("success", "error", "noop");

    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Info revision;
    private final Counter fetches;
    private volatile double lastSuccess;

    SyncMetrics() {
        RESULTS.forEach(result -> {
            count(result);
            duration(result);
        });
        fetches = Counter.builder("git_fetch_count")
                .description("Updates: passes that published another revision")
                .register(registry);
        // not a meter: the registry takes "_info" off the names of gauges
        revision = Info.builder()
                .name("git_sync_revision_info")
                .help("1 for the published revision")
                .labelNames("hash", "ref", "repo")
                .register(registry.getPrometheusRegistry());
        Gauge.builder("git_sync_last_success_timestamp_seconds", () -> lastSuccess)
                .description("End of the last successful pass since the epoch, in seconds; 0 before the first")
                .strongReference(true)
                .register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    private Counter count(String status) {
        return Counter.builder("git_sync_count")
                .description("Passes by result: success, error, noop")
                .tag("status", status)
                .register(registry);
    }

    private Timer duration(String status) {
        return Timer.builder("git_sync_duration")
                .description("Length of a pass by result")
                .tag("status", status)
                .register(registry);
    }

    void published(Duration took) {
        count("success").increment();
        duration("success").record(took);
        fetches.increment();
    }

    void unchanged(Duration took) {
        count("noop").increment();
        duration("noop").record(took);
    }

    void failed(Duration took) {
        count("error").increment();
        duration("error").record(took);
    }

    void succeededAt(Instant end) {
        lastSuccess = end.toEpochMilli() / 1e3;
    }

    /// @param repo without secrets
    void revision(String hash, String ref, String repo) {
        revision.setLabelValues(hash, ref, repo);
    }

    void hookRan(String hook, boolean succeeded) {
        Counter.builder("git_sync_hook_run_count")
                .description("Runs of a hook by result")
                .tags("name", hook, "status", status(succeeded))
                .register(registry)
                .increment();
    }

    /// A request to the push listener was answered.
    void pushed(PushOutcome outcome) {
        Counter.builder("git_sync_push_requests")
                .description("Requests to --push-listen by outcome")
                .tag("outcome", outcome.label())
                .register(registry)
                .increment();
    }

    void publishedPush(Duration sinceReceived) {
        Timer.builder("git_sync_push_to_publish")
                .description("From a push's arrival to its revision being published")
                .register(registry)
                .record(sinceReceived);
    }

    void askpassCalled(boolean succeeded) {
        call("git_sync_askpass_calls", "Calls of --askpass-url by result", succeeded);
    }

    void gitHubTokenRefreshed(boolean succeeded) {
        call("git_sync_refresh_github_app_token_count", "Refreshed GitHub App tokens by result", succeeded);
    }

    // a gauge, because these names have no _total, which the registry gives to each counter
    private void call(String name, String help, boolean succeeded) {
        calls.computeIfAbsent(name + status(succeeded), _ -> {
                    AtomicLong value = new AtomicLong();
                    Gauge.builder(name, value, AtomicLong::get)
                            .description(help)
                            .tag("status", status(succeeded))
                            .register(registry);
                    return value;
                })
                .incrementAndGet();
    }

    private static String status(boolean succeeded) {
        return succeeded ? "success" : "error";
    }
}
