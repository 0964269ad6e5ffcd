package io.podhelpers.redisambassador.proxy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import java.util.function.ToLongFunction;

/// What the data path tells of itself: sums over the lanes' own counts, taken when scraped.
public final class ProxyMetrics {
    private final Engine engine;
    private final MeterRegistry registry;

    private ProxyMetrics(Engine engine, MeterRegistry registry) {
        this.engine = engine;
        this.registry = registry;
    }

    public static void register(Engine engine, MeterRegistry registry) {
        ProxyMetrics metrics = new ProxyMetrics(engine, registry);
        metrics.clients();
        metrics.servers();
        metrics.faults();
        CommandMetrics.register(engine, registry);
    }

    private void clients() {
        gauge("redis_ambassador_clients", "Clients connected", lane -> lane.clients);
        counter("redis_ambassador_clients_accepted_total", "Clients that connected", lane -> lane.clientsAccepted);
        counter("redis_ambassador_clients_refused_total", "Clients beyond the limit", lane -> lane.clientsRefused);
        counter("redis_ambassador_client_received_bytes_total", "Bytes from clients", lane -> lane.clientBytesIn);
        counter("redis_ambassador_client_sent_bytes_total", "Bytes to clients", lane -> lane.clientBytesOut);
        Gauge.builder("redis_ambassador_buffer_memory_bytes", engine, Engine::bufferBytes)
                .description("Memory that the buffers of requests and replies take, outside of the heap, in bytes")
                .register(registry);
        gauge("redis_ambassador_commands_in_flight", "Commands not answered yet", lane -> lane.inFlight);
    }

    private void servers() {
        gauge("redis_ambassador_upstream_connections", "Connections to servers", lane -> lane.upstreamConnections);
        counter("redis_ambassador_upstream_received_bytes_total", "Bytes from servers", lane -> lane.upstreamBytesIn);
        counter("redis_ambassador_upstream_sent_bytes_total", "Bytes to servers", lane -> lane.upstreamBytesOut);
        counter(
                "redis_ambassador_stale_read_fallbacks_total",
                "Reads that went to the primary for consistency's sake",
                lane -> lane.consistencyFallbacks);
        counter(
                "redis_ambassador_resent_commands_total",
                "Commands sent to another server after one failed",
                lane -> lane.resent);
        counter("redis_ambassador_ejections_total", "Servers left alone after a fault", lane -> lane.ejections);
    }

    private void faults() {
        fault("client_protocol", lane -> lane.clientProtocolErrors);
        fault("upstream_protocol", lane -> lane.upstreamProtocolErrors);
        fault("connect", lane -> lane.connectFailures);
        fault("connection_lost", lane -> lane.connectionsLost);
        fault("slow_client", lane -> lane.slowClients);
        fault("idle_client", lane -> lane.idleClients);
        fault("timeout", lane -> lane.timeouts);
        fault("unreachable", lane -> lane.unreachable);
        fault("lost_reply", lane -> lane.lostReplies);
    }

    private void fault(String cause, ToLongFunction<LaneMetrics> value) {
        FunctionCounter.builder("redis_ambassador_errors_total", engine, source -> sum(source, value))
                .tag("cause", cause)
                .description("Faults by cause; alert on unreachable and lost_reply: clients were told of these")
                .register(registry);
    }

    private void counter(String name, String help, ToLongFunction<LaneMetrics> value) {
        FunctionCounter.builder(name, engine, source -> sum(source, value))
                .description(help)
                .register(registry);
    }

    private void gauge(String name, String help, ToLongFunction<LaneMetrics> value) {
        Gauge.builder(name, engine, source -> sum(source, value))
                .description(help)
                .register(registry);
    }

    static double sum(Engine engine, ToLongFunction<LaneMetrics> value) {
        return engine.metrics().stream().mapToLong(value).sum();
    }

    static long commands(Engine engine, int name, Route route, Outcome outcome) {
        long sum = 0;
        for (LaneMetrics lane : engine.metrics()) {
            sum += lane.commands.get(name, route, outcome);
        }
        return sum;
    }
}
