package io.podhelpers.k8s.demo;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.ContainerStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Asks the helpers' own endpoints and the Redis servers once a second and keeps the last minutes for the live page.
///
/// One thread writes; the page reads finished samples only.
final class Sampler implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int KEPT = 300;
    private static final int LOG_LINES = 8;
    private static final List<String> READS = List.of("get", "strlen");
    private static final List<String> WRITES = List.of("set", "incr");

    private final DemoPods pods;
    private final MemoryWatch memory;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sampler").factory());
    // guarded by itself
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Deque<Map<String, Object>> pushes = new ConcurrentLinkedDeque<>();
    private volatile List<String> logLines = List.of();
    private volatile Map<String, Object> containers = Map.of();

    /// Absolute readings of one moment; rates are made of two of them.
    record Sample(long atMillis, Map<String, Double> values) {}

    Sampler(DemoPods pods) {
        this.pods = pods;
        memory = new MemoryWatch(pods.webserver(), List.copyOf(DemoPods.ADMIN_PORTS.keySet()));
    }

    void start() {
        var _ = timer.scheduleAtFixedRate(this::sample, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sample() {
        try {
            Map<String, Double> values = new LinkedHashMap<>();
            DemoPods.ADMIN_PORTS.keySet().forEach(helper -> readHelper(helper, values));
            DemoPods.REDIS.forEach(server -> readRedis(server, values));
            Sample sample = new Sample(System.currentTimeMillis(), values);
            synchronized (samples) {
                samples.addLast(sample);
                if (samples.size() > KEPT) {
                    samples.removeFirst();
                }
            }
            logLines = pods.webserver().lastLines("log-shipper", LOG_LINES);
            containers = readContainers();
        } catch (DockerException | IllegalStateException e) {
            logLines = List.of("the Pod has ended");
        }
    }

    private void readHelper(String helper, Map<String, Double> values) {
        Metrics metrics = pods.metrics(helper);
        values.put("up:" + helper, metrics.samples().isEmpty() ? 0.0 : 1.0);
        Optional.ofNullable(memory.bytes().get(helper))
                .ifPresent(used -> values.put("memory:" + helper, used.doubleValue()));
        switch (helper) {
            case "nginx-exporter" -> {
                values.put("nginxUp", metrics.sum("nginx_up"));
                values.put("requests", metrics.sum("nginx_http_requests_total"));
                values.put("connections", metrics.sum("nginx_connections_active"));
            }
            case "log-shipper" -> {
                values.put("shipped", metrics.sum("log_shipper_shipped_lines_total"));
                values.put("lag", metrics.sum("log_shipper_lag_bytes"));
            }
            case "git-sync" -> {
                values.put("syncs", metrics.sum("git_sync_count_total"));
                values.put("updates", metrics.sum("git_sync_count_total", "status", "success"));
                values.put("lastSync", metrics.sum("git_sync_last_success_timestamp_seconds"));
            }
            default -> values.put("commands", metrics.sum("redis_ambassador_commands_total"));
        }
    }

    private void readRedis(String server, Map<String, Double> values) {
        try {
            Map<String, Long> calls = pods.calls(server);
            values.put("up:" + server, 1.0);
            values.put("reads:" + server, sum(calls, READS));
            values.put("writes:" + server, sum(calls, WRITES));
        } catch (IOException e) {
            values.put("up:" + server, 0.0);
        }
    }

    private static double sum(Map<String, Long> calls, List<String> commands) {
        return commands.stream()
                .mapToLong(command -> calls.getOrDefault(command, 0L))
                .sum();
    }

    private Map<String, Object> readContainers() {
        Map<String, Object> all = new LinkedHashMap<>();
        pods.webserver().manifest().spec().allContainers().forEach(container -> {
            ContainerStatus status = pods.webserver().status(container.name());
            all.put(
                    container.name(),
                    Map.of(
                            "running", status.running(),
                            "ready", status.ready(),
                            "restarts", status.restarts(),
                            "limit", status.memoryLimitBytes()));
        });
        return all;
    }

    /// Remembers a commit and how long it took to be served, or that it never was (less than 0).
    void pushed(String hash, long afterMillis) {
        pushes.addFirst(Map.of("hash", hash, "after", afterMillis));
        if (pushes.size() > LOG_LINES) {
            pushes.removeLast();
        }
    }

    String json() {
        List<Object> history = new ArrayList<>();
        synchronized (samples) {
            samples.forEach(sample -> history.add(Map.of("at", sample.atMillis(), "values", sample.values())));
        }
        return Json.of(
                Map.of("history", history, "log", logLines, "containers", containers, "pushes", List.copyOf(pushes)));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        memory.close();
    }
}
