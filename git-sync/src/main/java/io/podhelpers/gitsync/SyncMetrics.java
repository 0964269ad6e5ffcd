package io.podhelpers.gitsync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What is counted of one repository. Alert on: `git_sync_last_success_timestamp_seconds` too old;
/// `git_sync_count_total{status="error"}` rising. Any thread.
final class SyncMetrics {
    private static final List<String> RESULTS = List.of("success", "error", "noop");
    private static final int LABELS_OF_ALL = 3;

    private final PrometheusMeterRegistry registry;
    private final Info revisions;
    private final Tags tags;
    private final String name;
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Counter fetches;
    private volatile double lastSuccess;
    private String @Nullable [] revision; // only touched by the sync loop

    /// @param revisions what every repository's revision is shown in
    /// @param name among several repositories, empty for the only one, whose series have no such label
    SyncMetrics(PrometheusMeterRegistry registry, Info revisions, String name) {
        this.registry = registry;
        this.revisions = revisions;
        this.name = name;
        this.tags = name.isEmpty() ? Tags.empty() : Tags.of(ServiceMetrics.REPOSITORY, name);
        RESULTS.forEach(result -> {
            count(result);
            duration(result);
        });
        fetches = Counter.builder("git_fetch_count")
                .description("Updates: passes that published another revision")
                .tags(tags)
                .register(registry);
        Gauge.builder("git_sync_last_success_timestamp_seconds", () -> lastSuccess)
                .description("End of the last successful pass since the epoch, in seconds; 0 before the first")
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private Counter count(String status) {
        return Counter.builder("git_sync_count")
                .description("Passes by result: success, error, noop")
                .tags(tags.and("status", status))
                .register(registry);
    }

    private Timer duration(String status) {
        return Timer.builder("git_sync_duration")
                .description("Length of a pass by result")
                .tags(tags.and("status", status))
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
        String[] all = {hash, ref, repo, name};
        String[] now = name.isEmpty() ? Arrays.copyOf(all, LABELS_OF_ALL) : all;
        String[] before = revision;
        if (before != null && !Arrays.equals(before, now)) {
            revisions.remove(before);
        }
        revisions.addLabelValues(now);
        revision = now;
    }

    void hookRan(String hook, boolean succeeded) {
        Counter.builder("git_sync_hook_run_count")
                .description("Runs of a hook by result")
                .tags(tags.and("name", hook, "status", status(succeeded)))
                .register(registry)
                .increment();
    }

    void publishedPush(Duration sinceReceived) {
        Timer.builder("git_sync_push_to_publish")
                .description("From a push's arrival to its revision being published")
                .tags(tags)
                .register(registry)
                .record(sinceReceived);
    }

    void askpassCalled(boolean succeeded) {
        call(ServiceMetrics.ASKPASS, "Calls of --askpass-url by result", succeeded);
    }

    void gitHubTokenRefreshed(boolean succeeded) {
        call(ServiceMetrics.GITHUB_TOKEN, "Refreshed GitHub App tokens by result", succeeded);
    }

    // gauges here, because these names have no _total, which the registry gives to each counter: shown as counters
    private void call(String meter, String help, boolean succeeded) {
        calls.computeIfAbsent(meter + status(succeeded), _ -> {
                    AtomicLong value = new AtomicLong();
                    Gauge.builder(meter, value, AtomicLong::get)
                            .description(help)
                            .tags(tags.and("status", status(succeeded)))
                            .register(registry);
                    return value;
                })
                .incrementAndGet();
    }

    private static String status(boolean succeeded) {
        return succeeded ? "success" : "error";
    }
}
