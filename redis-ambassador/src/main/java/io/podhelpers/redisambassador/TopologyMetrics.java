package io.podhelpers.redisambassador;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What is known of the servers, as metrics: taken from the listeners' pictures when scraped.
final class TopologyMetrics {
    private TopologyMetrics() {}

    static void register(Supplier<Collection<Front>> fronts, PrometheusMeterRegistry registry) {
        register(
                registry,
                () -> replicas(
                        fronts.get(),
                        "redis_ambassador_replica_lag_seconds",
                        "For how long a replica has not been level with its primary; NaN while unknown",
                        replica -> replica.lag().compareTo(Replica.UNKNOWN_LAG) < 0
                                ? replica.lag().toNanos() / 1e9
                                : Double.NaN));
        register(
                registry,
                () -> replicas(
                        fronts.get(),
                        "redis_ambassador_replica_lag_bytes",
                        "How far a replica is behind its primary; NaN while unknown",
                        replica -> replica.lagBytes() < Long.MAX_VALUE ? replica.lagBytes() : Double.NaN));
        register(registry, () -> failovers(fronts.get()));
    }

    private static void register(PrometheusMeterRegistry registry, Supplier<MetricSnapshot> snapshot) {
        registry.getPrometheusRegistry().register((Collector) snapshot::get);
    }

    private static MetricSnapshot replicas(
            Collection<Front> fronts, String name, String help, ToDoubleFunction<Replica> value) {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(name).help(help);
        for (Front front : fronts) {
            for (Replica replica : front.topology().map(Topology::allReplicas).orElseGet(java.util.List::of)) {
                all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "listener",
                                front.config().name(),
                                "server",
                                replica.address().toString()))
                        .value(value.applyAsDouble(replica))
                        .build());
            }
        }
        return all.build();
    }

    private static MetricSnapshot failovers(Collection<Front> fronts) {
        CounterSnapshot.Builder all = CounterSnapshot.builder()
                .name("redis_ambassador_failovers")
                .help("How often another process has become the primary");
        for (Front front : fronts) {
            all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("listener", front.config().name()))
                    .value((double) front.failovers())
                    .build());
        }
        return all.build();
    }
}
