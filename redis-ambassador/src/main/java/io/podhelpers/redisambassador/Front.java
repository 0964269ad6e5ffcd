package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.Engine;
import io.podhelpers.redisambassador.proxy.PoolStats;
import io.podhelpers.redisambassador.proxy.Proxy;
import io.podhelpers.redisambassador.proxy.ProxySettings;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Topologies;
import io.podhelpers.redisambassador.topology.Topology;
import io.podhelpers.redisambassador.topology.TopologySettings;
import io.podhelpers.redisambassador.topology.TopologySource;
import io.podhelpers.runtime.Deadline;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One listener while it runs: its data path, and beside it what watches its servers. Started, changed and stopped by
/// one thread at a time; asked by any.
final class Front {
    private final Proxy proxy;
    private volatile ListenerConfig config;
    private volatile @Nullable TopologySource topology;
    private final AtomicLong failovers = new AtomicLong();
    private volatile Set<String> lastPrimaries = Set.of();
    private ProxySettings settings;

    Front(Engine engine, ListenerConfig config, AmbassadorConfig process) {
        this.config = config;
        this.settings = config.settings(process);
        if (config.servers() instanceof UpstreamSpec.Shards shards) {
            proxy = Proxy.sharded(engine, settings, CommandTable.builtIn(), shards.pool());
        } else {
            TopologySource source = Topologies.watch(config.upstream(), TopologySettings.DEFAULT);
            topology = source;
            proxy = Proxy.split(engine, settings, CommandTable.builtIn(), source.current(), source::lookAgain);
        }
        proxy.useTls(config.tls());
    }

    /// Begins to watch the servers and to accept clients.
    ///
    /// @throws io.podhelpers.runtime.UserError if its address cannot be listened on
    void start() throws InterruptedException {
        follow(topology);
        proxy.start(config.name().equals("default") ? "--listen-address" : config.name(), config.endpoint());
    }

    private void follow(@Nullable TopologySource source) {
        if (source == null) {
            return;
        }
        source.onChange(now -> {
            if (isCurrent(source)) {
                countFailover(now);
                proxy.useTopology(now);
            }
        });
        source.onCommands(reply -> {
            if (isCurrent(source)) {
                proxy.useTable(CommandTable.builtIn().overlay(reply));
            }
        });
        source.start();
    }

    /// Only called on one source's thread at a time.
    private void countFailover(Topology now) {
        Set<String> primaries = now.primaries().stream()
                .map(Node::runId)
                .filter(runId -> !runId.isEmpty())
                .collect(Collectors.toSet());
        if (primaries.isEmpty()) {
            return;
        }
        if (!lastPrimaries.isEmpty()) {
            failovers.addAndGet(primaries.stream()
                    .filter(runId -> !lastPrimaries.contains(runId))
                    .count());
        }
        lastPrimaries = primaries;
    }

    /// How often another process has become the primary.
    long failovers() {
        return failovers.get();
    }

    /// Pictures of servers that are none of ours any more may still come.
    private boolean isCurrent(TopologySource source) {
        return source.equals(topology);
    }

    ListenerConfig config() {
        return config;
    }

    int port() {
        return proxy.port();
    }

    /// Empty for shards.
    Optional<Topology> topology() {
        return Optional.ofNullable(topology).map(TopologySource::current);
    }

    /// What it has counted so far.
    PoolStats stats() throws InterruptedException {
        return proxy.stats();
    }

    /// What keeps it from serving.
    Optional<String> missing() {
        TopologySource source = topology;
        if (source == null || source.current().primary() != null) {
            return Optional.empty();
        }
        return source.refusal().or(() -> Optional.of("no primary is known"));
    }

    /// Throws what would hinder [#change], before anything has changed.
    void check(ListenerConfig now, AmbassadorConfig process) {
        Proxy.check(now.settings(process), now.tls());
    }

    /// Goes on with another configuration of the same address; its clients stay.
    void change(ListenerConfig now, AmbassadorConfig process) {
        ListenerConfig before = config;
        ProxySettings newSettings = now.settings(process);
        boolean renewed = now.certificates() != before.certificates();
        if (renewed || !newSettings.equals(settings)) {
            settings = newSettings;
            proxy.useSettings(newSettings);
        }
        proxy.useTls(now.tls());
        if (!now.upstream().equals(before.upstream())) {
            useUpstream(now);
        }
        config = now; // what is told of it holds by now
    }

    private void useUpstream(ListenerConfig now) {
        TopologySource before = topology;
        lastPrimaries = Set.of();
        if (now.servers() instanceof UpstreamSpec.Shards shards) {
            topology = null;
            proxy.useShards(shards.pool());
            proxy.useTable(CommandTable.builtIn());
        } else {
            TopologySource source = Topologies.watch(now.upstream(), TopologySettings.DEFAULT);
            topology = source;
            proxy.useSplit(source.current(), source::lookAgain);
            follow(source);
        }
        if (before != null) {
            before.close();
        }
    }

    /// Accepts nobody any more, and ends.
    ///
    /// @return whether every client had its replies before the deadline
    boolean stop(Deadline deadline) throws InterruptedException {
        boolean finished = proxy.stop(deadline);
        TopologySource source = topology;
        if (source != null) {
            source.close();
        }
        return finished;
    }
}
