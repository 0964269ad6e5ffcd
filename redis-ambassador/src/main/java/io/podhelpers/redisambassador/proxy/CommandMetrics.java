package io.podhelpers.redisambassador.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Commands by name, route and outcome, and how long they took: read from the lanes' arrays when scraped, so that the
/// data path only adds to a number.
final class CommandMetrics {
    private CommandMetrics() {}

    static void register(Engine engine, MeterRegistry registry) {
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register((Collector) () -> commands(engine));
            prometheus.getPrometheusRegistry().register((Collector) () -> durations(engine));
        }
    }

    private static MetricSnapshot commands(Engine engine) {
        CounterSnapshot.Builder commands = CounterSnapshot.builder()
                .name("redis_ambassador_commands")
                .help("Commands by name, by where they went, and by what became of them");
        List<String> names = engine.names().all();
        for (int name = 0; name < names.size(); name++) {
            for (Route route : Route.values()) {
                for (Outcome outcome : Outcome.values()) {
                    long count = ProxyMetrics.commands(engine, name, route, outcome);
                    if (count > 0) {
                        commands.dataPoint(point(names.get(name), route, outcome, count));
                    }
                }
            }
        }
        return commands.build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(
            String command, Route route, Outcome outcome, long count) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("command", command, "route", lower(route), "outcome", lower(outcome)))
                .value((double) count)
                .build();
    }

    private static MetricSnapshot durations(Engine engine) {
        List<Double> bounds = new ArrayList<>();
        List<Number> counts = new ArrayList<>();
        double seconds = 0;
        for (int bucket = 0; bucket <= LaneMetrics.BUCKETS; bucket++) {
            long count = 0;
            for (LaneMetrics lane : engine.metrics()) {
                count += lane.durations[bucket];
            }
            bounds.add(
                    bucket == LaneMetrics.BUCKETS
                            ? Double.POSITIVE_INFINITY
                            : (LaneMetrics.FIRST_BUCKET_NANOS << bucket) / 1e9);
            counts.add(count);
        }
        for (LaneMetrics lane : engine.metrics()) {
            seconds += lane.durationNanos / 1e9;
        }
        return HistogramSnapshot.builder()
                .name("redis_ambassador_command_duration_seconds")
                .help("From passing a run of commands on to its last reply, in seconds")
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(seconds)
                        .build())
                .build();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
