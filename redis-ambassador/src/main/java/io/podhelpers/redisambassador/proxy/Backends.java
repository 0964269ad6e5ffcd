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
/// A server that could not be reached is left alone until its back-off is over. Only touched on that loop.
final class Backends {
    private static final int IDLE_LEASES = 16;

    private final Lane lane;
    private final UpstreamConnector connector;
    private final Consumer<Reason> lookAgain;
    private final Map<BackendKey, Backend> shared = new HashMap<>();
    private final ArrayDeque<Backend> idleLeases = new ArrayDeque<>(); // the last used first
    private final Set<Backend> all = new HashSet<>();
    private final Map<NodeAddress, NodeState> nodes = new HashMap<>();

    Backends(Lane lane, UpstreamConnector connector, Consumer<Reason> lookAgain) {
        this.lane = lane;
        this.connector = connector;
        this.lookAgain = lookAgain;
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
        return isAvoided(key.node()) ? null : open(key, CommandCounts.Route.LEASE);
    }

    /// A connection that has just been let in, which one that has long been open does not prove.
    @Nullable
    Backend fresh(BackendKey key) {
        return isAvoided(key.node()) ? null : open(key, CommandCounts.Route.LEASE);
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
        if (!lease.isUsable() || !lease.isIdle()) {
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

    // ---- what is known of the servers

    boolean isAvoided(NodeAddress node) {
        NodeState state = nodes.get(node);
        return state != null && state.isAvoided(System.nanoTime());
    }

    /// Why the server is left alone just now.
    String whyAvoided(NodeAddress node) {
        NodeState state = nodes.get(node);
        return state == null ? "no connection to " + node : state.why();
    }

    void reached(NodeAddress node) {
        NodeState state = nodes.get(node);
        if (state != null) {
            state.reached();
        }
    }

    void failed(NodeAddress node, String why) {
        lane.metrics().connectFailures++;
        boolean first = nodes.computeIfAbsent(node, NodeState::new).failed(System.nanoTime(), why);
        if (first) {
            lane.metrics().ejections++;
        }
        lookAgain.accept(Reason.CONNECTION_LOST);
        lane.router().nodesChanged();
    }

    void lookAgain(Reason why) {
        lookAgain.accept(why);
    }

    /// A connection that worked is gone; its server is tried again at once.
    void connectionLost() {
        lane.metrics().connectionsLost++;
        lookAgain.accept(Reason.CONNECTION_LOST);
    }

    /// A server's error said something about the server.
    void told(NodeAddress node, ErrorLine.Kind kind) {
        switch (kind) {
            case READONLY -> lookAgain.accept(Reason.READONLY_REPLY);
            case LOADING -> lookAgain.accept(Reason.LOADING_REPLY);
            case MASTERDOWN -> lookAgain.accept(Reason.MASTERDOWN_REPLY);
            case MOVED -> lookAgain.accept(Reason.MOVED_REPLY);
            case OTHER -> {}
        }
    }

    /// Whether a server has been reached again, or may be tried again, since [#isAvoided] was last true for it.
    boolean anyBackOffEnded(long now) {
        boolean ended = false;
        for (NodeState state : nodes.values()) {
            ended |= state.backOffJustEnded(now);
        }
        return ended;
    }

    void checkDeadlines(long now, long timeoutNanos) {
        for (Backend backend : new ArrayList<>(all)) {
            backend.checkDeadline(now, timeoutNanos);
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

    void closeAll() {
        new ArrayList<>(all).forEach(Backend::close);
    }
}
