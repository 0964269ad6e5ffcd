package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.SlotHash;
import io.podhelpers.redisambassador.topology.SlotMap;
import io.podhelpers.redisambassador.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Redis Cluster, shown as one server: each request goes to the primary of its keys' slot, or to one of that one's
/// replicas, and what concerns several slots is split.
///
/// What the nodes say of slots on the move (`MOVED`, `ASK`) is followed by [Detours]; here it only changes where the
/// next requests go.
final class ClusterRouter implements Router, Partition {
    /// At the start nobody has been asked yet who is who.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    private static final long LOOK_NANOS = 100_000_000;

    private final Lane lane;
    private final FanOut fanOut;
    private final ClusterCommands commands;
    private final SlotFinder slots = new SlotFinder(this, NO_KEYS);
    private final CaughtUp caughtUp = new CaughtUp();
    private SlotOwners owners;
    private Topology topology;
    private int epoch;
    private int placement;
    private long lastLookNanos;
    private String why = "no node of the cluster is known";

    ClusterRouter(Lane lane, Topology topology) {
        this.lane = lane;
        this.fanOut = new FanOut(lane, this);
        this.commands = new ClusterCommands(lane, this, fanOut);
        this.topology = topology;
        this.owners = SlotOwners.of(topology);
        caughtUp.look(topology);
    }

    @Override
    public void topologyChanged(Topology now) {
        Topology before = topology;
        SlotOwners old = owners;
        topology = now;
        owners = SlotOwners.of(now);
        caughtUp.look(now);
        if (!Servers.of(now).equals(Servers.of(before))) {
            lane.backends().closeIdleExcept(Servers.of(now));
        }
        Servers.replaced(before, now).forEach(lane.backends()::retire);
        lane.backends().hurry(Servers.answering(now));
        if (!owners.placeLike(old)) {
            owners.unsettle(lane.now());
            placement++;
        } else {
            owners.settleLike(old);
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
    public int epoch() {
        return epoch;
    }

    @Override
    public int placement() {
        return placement;
    }

    @Override
    public Set<NodeAddress> servers() {
        return Servers.of(topology);
    }

    // ---- slots

    /// The one slot of all of a request's keys.
    @Override
    public int slotOf(@Nullable Command command, Arguments request) {
        return slots.slotOf(command, request);
    }

    @Override
    public int group(Arguments request, int argument) {
        return SlotHash.slotOf(request.buffer(), request.index(argument), request.length(argument));
    }

    // ---- connections

    @Override
    public @Nullable Backend forRead(SessionState session, @Nullable Command command, Arguments request) {
        int slot = slotOf(command, request);
        return slot >= 0 ? read(session, slot, null) : forWrite(session, command, request);
    }

    @Override
    public @Nullable Backend forReadElsewhere(
            SessionState session, @Nullable Command command, Arguments request, NodeAddress notThere) {
        int slot = slotOf(command, request);
        return slot >= 0 ? read(session, slot, notThere) : forWrite(session, command, request);
    }

    private @Nullable Backend read(SessionState session, int slot, @Nullable NodeAddress except) {
        SlotMap.Shard shard = owners.shardOf(slot);
        if (lane.settings().readPolicy() == ReadPolicy.PRIMARY || shard == null || !owners.isSettled(lane.now())) {
            return write(session, slot); // a replica does not know which keys are on their way
        }
        List<Replica> fit = new ArrayList<>(shard.replicas().size());
        for (Replica replica : shard.replicas()) {
            if (replica.isServing(lane.settings().maxLag())
                    && !replica.address().equals(except)
                    && !lane.backends().isAvoided(replica.address())
                    && hasWrites(replica, session)) {
                fit.add(replica);
            }
        }
        Replica chosen = new ReplicaChoice(lane.settings()).choose(fit, shard.primary(), session.lot);
        if (chosen == null && lane.settings().consistency() == Consistency.SESSION) {
            lookSoon();
        }
        Backend backend =
                chosen == null ? null : lane.backends().shared(session.onReplica(chosen.address()), Route.REPLICA);
        return backend != null || lane.settings().readPolicy() == ReadPolicy.REPLICA ? backend : write(session, slot);
    }

    private boolean hasWrites(Replica replica, SessionState session) {
        return lane.settings().consistency() != Consistency.SESSION
                || caughtUp.hasAllBefore(session.lastWriteNanos, replica);
    }

    /// When only its last write keeps a client from the replicas, their offsets are asked for soon.
    private void lookSoon() {
        long now = System.nanoTime();
        if (now - lastLookNanos > LOOK_NANOS) {
            lastLookNanos = now;
            lane.backends().lookAgain(Reason.BEHIND_A_WRITE);
        }
    }

    private @Nullable Backend write(SessionState session, int slot) {
        NodeAddress owner = owners.ownerOf(slot);
        if (owner == null) {
            why = "no node serves slot " + slot;
            lane.backends().lookAgain(Reason.MOVED_REPLY);
            return null;
        }
        return shared(session, owner);
    }

    private @Nullable Backend shared(SessionState session, NodeAddress primary) {
        Backend backend = lane.backends().shared(session.on(primary), Route.PRIMARY);
        if (backend == null) {
            why = lane.backends().whyAvoided(primary);
        }
        return backend;
    }

    @Override
    public @Nullable Backend forWrite(SessionState session, @Nullable Command command, Arguments request) {
        int slot = slotOf(command, request);
        if (slot >= 0) {
            Backend primary = write(session, slot);
            if (primary != null && command != null && !command.is(Flag.READONLY)) {
                session.lastWritten = primary.key().node();
            }
            return primary;
        }
        boolean forAll = slot == SEVERAL_SLOTS || (command != null && ClusterCommands.areForAll(command));
        return forAll ? null : forSession(session);
    }

    @Override
    public @Nullable Backend forGroup(SessionState session, int slot, boolean reads) {
        return reads ? read(session, slot, null) : write(session, slot);
    }

    /// What any node can answer is asked of one that can be reached, the same as long as it can.
    @Override
    public @Nullable Backend forSession(SessionState session) {
        NodeAddress any = anyPrimary();
        return any == null ? null : shared(session, any);
    }

    @Override
    public @Nullable Backend toServer(SessionState session, NodeAddress server) {
        return shared(session, server);
    }

    @Override
    public @Nullable Backend fresh(SessionState session) {
        NodeAddress any = anyPrimary();
        return any == null ? null : lane.backends().fresh(session.on(any));
    }

    private @Nullable NodeAddress anyPrimary() {
        for (SlotMap.Shard shard : owners.shards()) {
            Node primary = shard.primary();
            if (!lane.backends().isAvoided(primary.address())) {
                return primary.address();
            }
            why = lane.backends().whyAvoided(primary.address());
        }
        return null;
    }

    @Override
    public @Nullable Backend lease(SessionState session, @Nullable Command command, Arguments request) {
        int slot = slotOf(command, request);
        return slot == SEVERAL_SLOTS ? null : leaseOf(session, slot);
    }

    @Override
    public @Nullable Backend leaseOf(SessionState session, int slot) {
        NodeAddress server = slot >= 0 ? owners.ownerOf(slot) : lastWritten(session);
        if (server == null) {
            return null;
        }
        Backend lease = lane.backends().lease(session.aloneOn(server));
        if (lease == null) {
            why = lane.backends().whyAvoided(server);
        }
        return lease;
    }

    /// `WAIT` is about this client's writes, of which the last are the ones that may be missing somewhere.
    private @Nullable NodeAddress lastWritten(SessionState session) {
        NodeAddress last = session.lastWritten;
        boolean isPrimary = last != null
                && owners.shards().stream()
                        .anyMatch(shard -> shard.primary().address().equals(last));
        return isPrimary ? last : anyPrimary();
    }

    // ---- several servers

    int shards() {
        return owners.shards().size();
    }

    @Nullable
    Backend primaryOf(SessionState session, int shard) {
        return shared(session, owners.shards().get(shard).primary().address());
    }

    /// The replicas that can be reached.
    List<Backend> replicas(SessionState session) {
        List<Backend> reached = new ArrayList<>();
        for (Replica replica : topology.allReplicas()) {
            Backend backend = replica.node().answers()
                    ? lane.backends().shared(session.onReplica(replica.address()), Route.REPLICA)
                    : null;
            if (backend != null) {
                reached.add(backend);
            }
        }
        return reached;
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
        int slot = slotOf(command, request);
        if (slot >= 0 || command == null || shards() == 0) {
            return false; // it has a place, which cannot be reached
        }
        if (slot == SEVERAL_SLOTS) {
            return fanOut.byKeys(client, session, command, request);
        }
        return ClusterCommands.areForAll(command) && commands.spread(client, session, in, from, to, command, request);
    }

    @Override
    public String notTogether(Command command) {
        return "CROSSSLOT Keys in request don't hash to the same slot";
    }

    @Override
    public Route route() {
        return Route.PRIMARY;
    }

    // ---- what servers say

    @Override
    public boolean isDetourFor(Refusal.Kind refusal) {
        return true;
    }

    @Override
    public void told(Refusal refusal) {
        switch (refusal.kind()) {
            case MOVED -> {
                NodeAddress to = refusal.to();
                if (to != null && owners.moved(refusal.slot(), to)) {
                    placement++;
                }
                owners.unsettle(lane.now());
            }
            case ASK, TRYAGAIN -> owners.unsettle(lane.now());
            case READONLY, LOADING, MASTERDOWN, CLUSTERDOWN, UNBLOCKED, EXECABORT -> {}
        }
    }

    @Override
    public Duration patience() {
        Duration usual = lane.settings().connectTimeout();
        boolean starting = topology.version() == 0;
        return starting && usual.compareTo(FIRST_LOOK) < 0 ? FIRST_LOOK : usual;
    }

    @Override
    public String whyUnreachable() {
        return why;
    }

    @Override
    public boolean isSameForAllKeys() {
        return false;
    }

    @Override
    public boolean hasDatabases() {
        return false;
    }

    @Override
    public boolean isChosenByFirstKey() {
        return true;
    }
}
