package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks servers that need neither TLS nor Sentinels nor slots on plain sockets, all at the same time, each on a virtual
/// thread of its own: a primary and its replicas are watched without loading Lettuce, which is a third of an idle
/// process.
final class PlainCrew implements Crew {
    private final UpstreamAccess access;
    private final Duration timeout;
    private final Map<NodeAddress, PlainProbe> probes = new HashMap<>();
    private final Map<NodeAddress, String> silent = new HashMap<>();

    /// @param timeout for connecting to a server and for all of its answers to one question
    PlainCrew(UpstreamAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
    }

    @Override
    public Map<NodeAddress, Sighting> lookAt(Collection<NodeAddress> addresses) {
        long end = System.nanoTime() + timeout.toNanos();
        Map<NodeAddress, FutureTask<Sighting>> looks = new LinkedHashMap<>();
        for (NodeAddress address : addresses) {
            PlainProbe probe = probe(address);
            looks.put(address, asking(address, () -> probe.look(end)));
        }
        Map<NodeAddress, Sighting> seen = new LinkedHashMap<>();
        looks.forEach((address, look) -> {
            @Nullable Sighting sighting = await(address, look, end);
            if (sighting != null) {
                seen.put(address, sighting);
            }
        });
        return seen;
    }

    private static <T> FutureTask<T> asking(NodeAddress address, Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        Thread.ofVirtual().name("ask " + address).start(task);
        return task;
    }

    private <T> @Nullable T await(NodeAddress address, FutureTask<T> question, long end) {
        try {
            T answer = answer(question, end);
            silent.remove(address);
            return answer;
        } catch (IOException | RuntimeException e) {
            silent.put(address, Causes.inWords(e));
            forget(address);
            return null;
        }
    }

    /// Looking a name up may take longer than any of our timeouts, so that this waits by itself.
    private static <T> T answer(FutureTask<T> question, long end) throws IOException {
        try {
            return question.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private PlainProbe probe(NodeAddress address) {
        return probes.computeIfAbsent(address, to -> new PlainProbe(to, access));
    }

    /// A question that still runs ends with its connection.
    private void forget(NodeAddress address) {
        PlainProbe gone = probes.remove(address);
        if (gone != null) {
            gone.close();
        }
    }

    @Override
    public String valueOf(NodeAddress address, String key) {
        PlainProbe probe = probe(address);
        long end = System.nanoTime() + timeout.toNanos();
        try {
            return answer(asking(address, () -> probe.valueOf(key, end)), end);
        } catch (IOException e) {
            forget(address);
            throw new CompletionException(e);
        }
    }

    @Override
    public List<?> commandsOf(NodeAddress address) {
        PlainProbe probe = probe(address);
        long end = System.nanoTime() + timeout.toNanos();
        try {
            return answer(asking(address, () -> probe.commands(end)), end);
        } catch (IOException _) {
            forget(address);
            return List.of(); // not allowed to, or gone: the built-in table serves
        }
    }

    @Override
    public List<ClusterReply> askCluster(Collection<NodeAddress> addresses) {
        return List.of();
    }

    @Override
    public void keepOnly(Collection<NodeAddress> known) {
        for (NodeAddress address : List.copyOf(probes.keySet())) {
            if (!known.contains(address)) {
                forget(address);
                silent.remove(address);
            }
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
        new ArrayList<>(probes.keySet()).forEach(this::forget);
    }
}
