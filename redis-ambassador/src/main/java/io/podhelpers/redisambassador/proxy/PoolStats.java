package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What one listener has counted, by nutcracker's names for it.
///
/// @param fragments parts of requests that were split
/// @param avoided servers that are left alone just now, and why
public record PoolStats(
        long clientEof,
        long clientErrors,
        long clientConnections,
        long clientsAccepted,
        long serverEjects,
        long forwardErrors,
        long fragments,
        Map<NodeAddress, ServerStats> servers,
        Map<NodeAddress, String> avoided) {
    private static final long PATIENCE_SECONDS = 5;

    public PoolStats {
        servers = Map.copyOf(servers);
        avoided = Map.copyOf(avoided);
    }

    public ServerStats of(NodeAddress server) {
        return servers.getOrDefault(server, ServerStats.NONE);
    }

    /// Asks the event loops.
    static PoolStats of(List<Lane> lanes) throws InterruptedException {
        long[] sums = new long[7];
        Map<NodeAddress, ServerStats> servers = new HashMap<>();
        Map<NodeAddress, String> avoided = new HashMap<>();
        for (Lane lane : lanes) {
            LaneMetrics counted = lane.metrics();
            sums[0] += counted.clientsAccepted - counted.clients - counted.clientProtocolErrors;
            sums[1] += counted.clientProtocolErrors + counted.slowClients;
            sums[2] += counted.clients;
            sums[3] += counted.clientsAccepted;
            sums[4] += counted.shardEjections;
            sums[5] += counted.unreachable + counted.lostReplies;
            sums[6] += counted.fragments;
            ask(lane, () -> lane.backends().serverStats())
                    .forEach((server, stats) -> servers.merge(server, stats, ServerStats::plus));
            avoided.putAll(ask(lane, () -> lane.backends().avoided()));
        }
        return new PoolStats(
                Math.max(0, sums[0]), sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], servers, avoided);
    }

    private static <T> Map<NodeAddress, T> ask(Lane lane, Callable<Map<NodeAddress, T>> question)
            throws InterruptedException {
        try {
            return lane.loop().submit(question).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return Map.of(); // it is being stopped
        }
    }
}
