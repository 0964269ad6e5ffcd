package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One primary and its replicas: writes to the one, reads as the policy says.
///
/// A client keeps to one replica, so that it does not see time run backwards by changing between replicas.
final class SplitRouter implements Router {
    /// At the start nobody has been asked yet who is who.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = 100_000_000;

    private final Lane lane;
    private final CaughtUp caughtUp = new CaughtUp();
    private Topology topology;
    private int epoch;
    private int placement;
    private long lastLookNanos;

    SplitRouter(Lane lane, Topology topology) {
        this.lane = lane;
        this.topology = topology;
        caughtUp.look(topology);
    }

    @Override
    public void topologyChanged(Topology now) {
        Topology before = topology;
        topology = now;
        caughtUp.look(now);
        if (!Servers.of(now).equals(Servers.of(before))) {
            lane.backends().closeIdleExcept(Servers.of(now));
        }
        Servers.replaced(before, now).forEach(lane.backends()::retire);
        lane.backends().hurry(Servers.answering(now));
        if (!Servers.samePrimary(before, now)) {
            placement++;
        }
        nodesChanged();
        lane.detours().tryAgain();
    }

    @Override
    public void nodesChanged() {
        epoch++;
        lane.clients().forEach(ClientSession::goOnIfWaitingForServer);
    }

    @Override
    public Set<NodeAddress> servers() {
        return Servers.of(topology);
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public @Nullable Backend forRead(SessionState session, @Nullable Command command, Arguments request) {
        return forRead(session, null);
    }

    private @Nullable Backend forRead(SessionState session, @Nullable NodeAddress except) {
        if (lane.settings().readPolicy() == ReadPolicy.PRIMARY) {
            return primary(session);
        }
        List<Replica> fit = topology.replicas().stream()
                .filter(replica -> replica.isServing(lane.settings().maxLag()))
                .filter(replica -> !replica.address().equals(except))
                .filter(replica -> !lane.backends().isAvoided(replica.address()))
                .filter(replica -> hasWrites(replica, session))
                .toList();
        Replica chosen = new ReplicaChoice(lane.settings()).choose(fit, topology.primary(), session.lot);
        Backend backend = chosen == null ? null : lane.backends().shared(session.on(chosen.address()), Route.REPLICA);
        if (chosen == null
                && lane.settings().consistency() == Consistency.SESSION
                && !topology.replicas().isEmpty()) {
            lookSoon();
        }
        if (backend != null || lane.settings().readPolicy() == ReadPolicy.REPLICA) {
            return backend;
        }
        return primary(session);
    }

    /// When only its last write keeps a client from the replicas, their offsets are asked for soon.
    private void lookSoon() {
        long now = System.nanoTime();
        if (now - lastLookNanos > LOOK_NANOS) {
            lastLookNanos = now;
            lane.backends().lookAgain(Reason.BEHIND_A_WRITE);
        }
    }

    @Override
    public @Nullable Backend toServer(SessionState session, NodeAddress server) {
        return lane.backends().shared(session.on(server), Route.PRIMARY);
    }

    private @Nullable Backend primary(SessionState session) {
        Node primary = topology.primary();
        return primary == null ? null : lane.backends().shared(session.on(primary.address()), Route.PRIMARY);
    }

    @Override
    public @Nullable Backend forWrite(SessionState session, @Nullable Command command, Arguments request) {
        return primary(session);
    }

    @Override
    public @Nullable Backend forSession(SessionState session) {
        return primary(session);
    }

    @Override
    public @Nullable Backend fresh(SessionState session) {
        Node primary = topology.primary();
        return primary == null ? null : lane.backends().fresh(session.on(primary.address()));
    }

    @Override
    public @Nullable Backend lease(SessionState session, @Nullable Command command, Arguments request) {
        return leaseOf(session, NO_KEYS);
    }

    @Override
    public @Nullable Backend leaseOf(SessionState session, int slot) {
        Node primary = topology.primary();
        return primary == null ? null : lane.backends().lease(session.aloneOn(primary.address()));
    }

    @Override
    public @Nullable Backend forReadElsewhere(
            SessionState session, @Nullable Command command, Arguments request, NodeAddress notThere) {
        return forRead(session, notThere);
    }

    @Override
    public boolean isDetourFor(Refusal.Kind refusal) {
        return switch (refusal) {
            case READONLY, LOADING, MASTERDOWN, UNBLOCKED -> true;
            case MOVED, ASK, TRYAGAIN, CLUSTERDOWN, EXECABORT -> false; // a cluster's node in the place of a server
        };
    }

    @Override
    public void told(Refusal refusal) {
        // a new look was asked for
    }

    @Override
    public int placement() {
        return placement;
    }

    /// Whether a replica has every write that this session must see.
    private boolean hasWrites(Replica replica, SessionState session) {
        return lane.settings().consistency() != Consistency.SESSION
                || caughtUp.hasAllBefore(session.lastWriteNanos, replica);
    }

    @Override
    public boolean instead(
            ClientSession client,
            SessionState session,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Arguments request) {
        return false;
    }

    @Override
    public Duration patience() {
        Duration usual = lane.settings().connectTimeout();
        boolean starting = topology.version() == 0;
        return starting && usual.compareTo(FIRST_LOOK) < 0 ? FIRST_LOOK : usual;
    }

    @Override
    public String whyUnreachable() {
        Node primary = topology.primary();
        return primary == null ? "no primary is known" : lane.backends().whyAvoided(primary.address());
    }

    @Override
    public boolean isSameForAllKeys() {
        return true;
    }
}
