package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// The probes of all servers known, sent out together through Lettuce. Owns the client.
final class LettuceCrew implements Crew {
    private final Control control;
    private final Duration timeout;
    private final Map<NodeAddress, NodeProbe> probes = new HashMap<>();
    private final Map<NodeAddress, String> silent = new HashMap<>();

    LettuceCrew(Control control, Duration timeout) {
        this.control = control;
        this.timeout = timeout;
    }

    @Override
    public Map<NodeAddress, Sighting> lookAt(Collection<NodeAddress> addresses) {
        Map<NodeAddress, CompletableFuture<Sighting>> looks = new LinkedHashMap<>();
        for (NodeAddress address : addresses) {
            looks.put(address, probe(address).look());
        }
        Map<NodeAddress, Sighting> seen = new LinkedHashMap<>();
        looks.forEach((address, look) -> {
            @Nullable Sighting sighting = await(address, look);
            if (sighting != null) {
                seen.put(address, sighting);
            }
        });
        return seen;
    }

    @Override
    public List<ClusterReply> askCluster(Collection<NodeAddress> addresses) {
        Map<NodeAddress, CompletableFuture<ClusterReply>> questions = new LinkedHashMap<>();
        addresses.forEach(address -> questions.put(address, probe(address).cluster()));
        List<ClusterReply> replies = new ArrayList<>();
        questions.forEach((address, question) -> {
            @Nullable ClusterReply reply = await(address, question);
            if (reply != null) {
                replies.add(reply);
            }
        });
        return replies;
    }

    @Override
    public List<?> commandsOf(NodeAddress address) {
        try {
            return probe(address).commands().join();
        } catch (CompletionException _) {
            return List.of(); // not allowed to, or gone: the built-in table serves
        }
    }

    @Override
    public String valueOf(NodeAddress address, String key) {
        return probe(address).valueOf(key).join();
    }

    private NodeProbe probe(NodeAddress address) {
        return probes.computeIfAbsent(address, to -> new NodeProbe(to, new Line(to, control, timeout)));
    }

    private <T> @Nullable T await(NodeAddress address, CompletableFuture<T> look) {
        try {
            T answer = look.join();
            silent.remove(address);
            return answer;
        } catch (CompletionException e) {
            silent.put(address, Causes.inWords(e));
            probe(address).disconnect();
            return null;
        }
    }

    @Override
    public void keepOnly(Collection<NodeAddress> known) {
        Set<NodeAddress> gone = new HashSet<>(probes.keySet());
        gone.removeAll(known);
        for (NodeAddress address : gone) {
            probe(address).disconnect();
            probes.remove(address);
            silent.remove(address);
        }
    }

    @Override
    public Map<String, String> troubles() {
        Map<String, String> troubles = new TreeMap<>();
        silent.forEach((address, why) -> troubles.put(address.toString(), why));
        return troubles;
    }

    @Override
    public void close() {
        control.close(); // with all connections
    }
}
