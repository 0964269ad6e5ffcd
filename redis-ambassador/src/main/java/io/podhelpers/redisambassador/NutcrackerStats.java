package io.podhelpers.redisambassador;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.PoolStats;
import io.podhelpers.redisambassador.proxy.ServerStats;
import io.podhelpers.runtime.BuildInfo;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// nutcracker's statistics as nutcracker serves them: whoever connects gets one JSON object, without asking. The names
/// are its own; each listener stands for a pool.
final class NutcrackerStats implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NutcrackerStats.class);
    private static final int BACKLOG = 16;

    private final ServerSocket listener;
    private final Supplier<Collection<Front>> fronts;
    private final InstantSource clock;
    private final long startedSeconds;

    /// @throws UserError if the address cannot be listened on
    NutcrackerStats(ListenAddress address, Supplier<Collection<Front>> fronts, InstantSource clock) {
        this.fronts = fronts;
        this.clock = clock;
        this.startedSeconds = clock.instant().getEpochSecond();
        try {
            listener = new ServerSocket();
            listener.bind(address.resolve(), BACKLOG);
        } catch (IOException e) {
            throw new UserError("--stats-listen-address: cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    void start() {
        Thread.ofVirtual().name("stats").start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// One after the other: what is sent is small, and nobody is waited for.
    private void serve() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                client.getOutputStream().write((json() + "\n").getBytes(UTF_8));
            } catch (IOException e) {
                log.atDebug().setCause(e).log("a client of the statistics went away");
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private String json() throws InterruptedException {
        long now = clock.instant().getEpochSecond();
        List<String> pools = new ArrayList<>();
        long accepted = 0;
        long open = 0;
        for (Front front : fronts.get()) {
            PoolStats stats = front.stats();
            long servers = stats.servers().values().stream()
                    .mapToLong(ServerStats::connections)
                    .sum();
            accepted += stats.clientsAccepted() + servers;
            open += stats.clientConnections() + servers;
            pools.add(TopologyJson.text(front.config().name()) + ": " + pool(front, stats));
        }
        return "{\"service\":\"nutcracker\", \"source\":" + TopologyJson.text(host())
                + ", \"version\":" + TopologyJson.text(BuildInfo.load().version())
                + ", \"uptime\":" + (now - startedSeconds)
                + ", \"timestamp\":" + now
                + ", \"total_connections\":" + accepted
                + ", \"curr_connections\":" + open
                + ", " + String.join(",", pools) + "}";
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    private static String pool(Front front, PoolStats stats) {
        Map<String, Long> own = new LinkedHashMap<>();
        own.put("client_eof", stats.clientEof());
        own.put("client_err", stats.clientErrors());
        own.put("client_connections", stats.clientConnections());
        own.put("server_ejects", stats.serverEjects());
        own.put("forward_error", stats.forwardErrors());
        own.put("fragments", stats.fragments());
        List<String> servers = new ArrayList<>();
        if (front.config().servers() instanceof UpstreamSpec.Shards shards) {
            shards.pool()
                    .servers()
                    .forEach(server -> servers.add(
                            server(server.hashedName(), stats.of(new NodeAddress(server.host(), server.port())))));
        } else {
            Map<String, ServerStats> byName = new TreeMap<>();
            stats.servers().forEach((address, its) -> byName.put(address.toString(), its));
            byName.forEach((name, its) -> servers.add(server(name, its)));
        }
        return "{" + fields(own) + (servers.isEmpty() ? "" : ", ") + String.join(",", servers) + "}";
    }

    private static String server(String name, ServerStats its) {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("server_eof", its.eof());
        fields.put("server_err", its.errors());
        fields.put("server_timedout", its.timedOut());
        fields.put("server_connections", its.connections());
        fields.put("server_ejected_at", its.ejectedAtMicros());
        fields.put("requests", its.requests());
        fields.put("request_bytes", its.requestBytes());
        fields.put("responses", its.responses());
        fields.put("response_bytes", its.responseBytes());
        fields.put("in_queue", its.inQueue());
        fields.put("in_queue_bytes", its.inQueueBytes());
        fields.put("out_queue", its.outQueue());
        fields.put("out_queue_bytes", its.outQueueBytes());
        return TopologyJson.text(name) + ": {" + fields(fields) + "}";
    }

    private static String fields(Map<String, Long> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("cannot close the statistics' listener");
        }
    }
}
