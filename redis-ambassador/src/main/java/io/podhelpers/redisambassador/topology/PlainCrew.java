package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;

/// Asks the servers one after the other on plain sockets: for the very first look, which clients wait for while
/// Lettuce's classes are still being loaded. Knows neither TLS nor clusters.
final class PlainCrew implements Crew {
    private final UpstreamAccess access;
    private final long end;
    private final Map<String, String> troubles = new TreeMap<>();

    /// @param budget for everything that is asked
    PlainCrew(UpstreamAccess access, Duration budget) {
        this.access = access;
        this.end = System.nanoTime() + budget.toNanos();
    }

    @Override
    public Map<NodeAddress, Sighting> lookAt(Collection<NodeAddress> addresses) {
        Map<NodeAddress, Sighting> seen = new LinkedHashMap<>();
        for (NodeAddress address : addresses) {
            try (PlainLine line = new PlainLine(address, access, end)) {
                seen.put(address, lookAt(address, line));
            } catch (IOException e) {
                troubles.put(address.toString(), Causes.inWords(e));
            }
        }
        return seen;
    }

    private static Sighting lookAt(NodeAddress address, PlainLine line) throws IOException {
        long askedAt = System.nanoTime();
        line.send("PING", "ROLE", "INFO replication", "INFO server");
        boolean busy = line.receive() instanceof PlainLine.Refusal;
        Duration latency = Duration.ofNanos(System.nanoTime() - askedAt);
        Object role = line.receive();
        InfoReply replication = InfoReply.parse(String.valueOf(line.receive()));
        InfoReply server = InfoReply.parse(String.valueOf(line.receive()));
        if (!(role instanceof List<?> parts)) {
            throw new IOException(String.valueOf(role));
        }
        return Sighting.of(address, parts, replication, askedAt)
                .timed(latency, busy)
                .of(server.text("run_id"));
    }

    @Override
    public String valueOf(NodeAddress address, String key) {
        try (PlainLine line = new PlainLine(address, access, end)) {
            line.sendWords("GET", key);
            Object value = line.receive();
            if (value instanceof PlainLine.Refusal refusal) {
                throw new IOException(refusal.text());
            }
            return String.valueOf(value);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public List<ClusterReply> askCluster(Collection<NodeAddress> addresses) {
        return List.of();
    }

    @Override
    public List<?> commandsOf(NodeAddress address) {
        return List.of();
    }

    @Override
    public void keepOnly(Collection<NodeAddress> known) {}

    @Override
    public Map<String, String> troubles() {
        return Map.copyOf(troubles);
    }

    @Override
    public void close() {}
}
