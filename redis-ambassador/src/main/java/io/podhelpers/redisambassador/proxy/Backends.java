package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The upstream connections of one event loop: one shared for each [BackendKey], and those that can be leased.
///
/// A server that could not be reached, or was silent for too long, is left alone until it has answered a probe, which
/// is
/// sent when its back-off is over. Only touched on that loop.
final class Backends {
    private static final int IDLE_LEASES = 16;

    private final Lane lane;
    private Connector connector;
    private Consumer<Reason> lookAgain;
    private final Map<BackendKey, Backend> shared = new HashMap<>();
    private final ArrayDeque<Backend> idleLeases = new ArrayDeque<>(); // the last used first
    private final Set<Backend> all = new HashSet<>();
    private final Map<NodeAddress, NodeState> nodes = new HashMap<>();
    private final Map<NodeAddress, ServerCounts> counts = new HashMap<>();

    Backends(Lane lane, Connector connector, Consumer<Reason> lookAgain) {
        this.lane = lane;
        this.connector = connector;
        this.lookAgain = lookAgain;
    }

    void use(Connector now) {
        connector = now;
    }

    void use(Consumer<Reason> now) {
        lookAgain = now;
    }

    /// The shared connection, opened if need be; null while the server's back-off lasts.
    @Nullable
    Backend shared(BackendKey key, CommandCounts.Route route) {
        Backend known = shared.get(key);
        if (known != null) {
            return known;
        }
        if (isAvoided(key.node())) {
            return null;
        }
        Backend opened = open(key, route);
        shared.put(key, opened);
        return opened;
    }

    /// A connection of one's own; null while the server's back-off lasts.
    @Nullable
    Backend lease(BackendKey key) {
        for (Iterator<Backend> idle = idleLeases.iterator(); idle.hasNext(); ) {
            Backend lease = idle.next();
            if (lease.key().equals(key)) {
                idle.remove();
                return lease;
            }
        }
        return isAvoided(key.node()) ? null : openLease(key);
    }

    private Backend openLease(BackendKey key) {
        Backend lease = open(key, CommandCounts.Route.LEASE);
        lease.learnId();
        return lease;
    }

    /// A connection that has just been let in, which one that has long been open does not prove.
    @Nullable
    Backend fresh(BackendKey key) {
        return isAvoided(key.node()) ? null : openLease(key);
    }

    private Backend open(BackendKey key, CommandCounts.Route route) {
        Backend backend = new Backend(lane, key, route);
        all.add(backend);
        connector.connect(lane, key.node(), backend);
        return backend;
    }

    /// Takes a lease back that has no state left on it.
    void giveBack(Backend lease) {
        lease.lendTo(null);
        if (!lease.isUsable() || !lease.isIdle() || lease.hasStrayed()) {
            lease.close();
            return;
        }
        idleLeases.addFirst(lease);
        if (idleLeases.size() > IDLE_LEASES) {
            idleLeases.getLast().close();
        }
    }

    void remove(Backend backend) {
        all.remove(backend);
        shared.remove(backend.key(), backend);
        idleLeases.remove(backend);
    }

    ServerCounts counts(NodeAddress node) {
        return counts.computeIfAbsent(node, _ -> new ServerCounts());
    }

    Map<NodeAddress, ServerStats> serverStats() {
        Map<NodeAddress, ServerStats> stats = new HashMap<>();
        counts.forEach((node, counted) -> stats.put(node, ServerStats.of(counted)));
        for (Backend backend : all) {
            stats.merge(backend.key().node(), backend.queued(), ServerStats::plus);
        }
        return stats;
    }

    // ---- what is known of the servers

    /// Those that are left alone, and why.
    Map<NodeAddress, String> avoided() {
        Map<NodeAddress, String> avoided = new HashMap<>();
        nodes.forEach((node, state) -> {
            if (state.isAvoided()) {
                avoided.put(node, state.why());
            }
        });
        return avoided;
    }

    boolean isAvoided(NodeAddress node) {
        NodeState state = nodes.get(node);
        return state != null && state.isAvoided();
    }

    /// Why the server is left alone just now.
    String whyAvoided(NodeAddress node) {
        NodeState state = nodes.get(node);
        return state == null ? "no connection to " + node : state.why();
    }

    void reached(NodeAddress node) {
        NodeState state = nodes.get(node);
        if (state != null && state.reached()) {
            lane.router().nodesChanged();
            lane.detours().tryAgain();
        }
    }

    void failed(NodeAddress node, String why) {
        boolean first = nodes.computeIfAbsent(node, NodeState::new).failed(System.nanoTime(), why);
        if (first) {
            lane.metrics().ejections++;
        }
        lookAgain.accept(Reason.CONNECTION_LOST);
        lane.router().failed(node);
        lane.router().nodesChanged();
    }

    void lookAgain(Reason why) {
        lookAgain.accept(why);
    }

    /// A connection that worked is gone; its server is tried again at once.
    void connectionLost(NodeAddress node) {
        lane.metrics().connectionsLost++;
        if (!isAvoided(node)) { // else its silence was counted already
            lane.router().failed(node);
        }
        lookAgain.accept(Reason.CONNECTION_LOST);
    }

    /// A server's error said something about the server.
    void told(Refusal refusal) {
        lane.router().told(refusal);
        switch (refusal.kind()) {
            case READONLY, UNBLOCKED -> lookAgain.accept(Reason.READONLY_REPLY);
            case LOADING -> lookAgain.accept(Reason.LOADING_REPLY);
            case MASTERDOWN -> lookAgain.accept(Reason.MASTERDOWN_REPLY);
            case MOVED, CLUSTERDOWN -> lookAgain.accept(Reason.MOVED_REPLY);
            case ASK, TRYAGAIN, EXECABORT -> {} // no slot has changed hands yet
        }
    }

    /// Sees whether servers that are left alone are well again.
    void probe(long now) {
        for (NodeState state : nodes.values()) {
            if (state.isProbeDue(now)) {
                probe(state.node());
            }
        }
    }

    private void probe(NodeAddress node) {
        BackendKey key = new BackendKey(node, 0, 2, lane.settings().credentials(), false, false, "");
        Backend probe = new Backend(lane, key, CommandCounts.Route.PRIMARY);
        probe.probe();
        all.add(probe);
        connector.connect(lane, node, probe);
    }

    void checkDeadlines(long now) {
        for (Backend backend : new ArrayList<>(all)) {
            backend.checkDeadline(now);
        }
    }

    /// Lets those who wait for other servers than these, which do not answer those who watch them, wait less.
    void hurry(Set<NodeAddress> answering) {
        for (Backend backend : all) {
            backend.hurry(!answering.contains(backend.key().node()));
        }
    }

    /// Another process answers at the address, or the same in another role: what leads there is not used any more.
    void retire(NodeAddress node) {
        for (Backend backend : new ArrayList<>(all)) {
            if (backend.key().node().equals(node) && !backend.isOwned()) {
                shared.remove(backend.key(), backend);
                idleLeases.remove(backend);
                backend.retire();
            }
        }
    }

    /// Closes what leads to servers that are none of ours any more, once nothing waits for them.
    void closeIdleExcept(Set<NodeAddress> known) {
        for (Backend backend : new ArrayList<>(all)) {
            if (!known.contains(backend.key().node()) && backend.isIdle() && !backend.isOwned()) {
                backend.close();
            }
        }
    }

    /// Everything that is asked from now on is asked on new connections; the old ones close once nobody waits for them.
    void retireAll() {
        shared.clear();
        for (Backend backend : new ArrayList<>(all)) {
            backend.retire();
        }
    }

    void closeAll() {
        new ArrayList<>(all).forEach(Backend::close);
    }
}
