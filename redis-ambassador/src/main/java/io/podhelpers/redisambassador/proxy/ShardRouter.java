package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.shards.ShardMap;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.KeyPositions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Servers that share the keys among them: each request goes where its keys live, and is split if they live apart.
final class ShardRouter implements Router, Partition {
    private final Lane lane;
    private final ShardPool pool;
    private final List<NodeAddress> addresses;
    private final ShardWatch watch;
    private final ShardReplicas replicas;
    private final SessionState asker;
    private ShardMap shards;
    private final ShardCommands commands;
    private final KeyPositions keys = new KeyPositions();
    private final SlotFinder slots = new SlotFinder(this, 0);
    private int epoch;
    private int placement;
    private String why = "";

    ShardRouter(Lane lane, ShardPool pool) {
        this.lane = lane;
        this.pool = pool;
        this.shards = ShardMap.of(pool);
        this.watch = new ShardWatch(pool);
        this.addresses = pool.servers().stream()
                .map(server -> new NodeAddress(server.host(), server.port()))
                .toList();
        this.replicas = new ShardReplicas(lane, addresses);
        this.asker = new SessionState(
                0, 0, lane.settings().database(), lane.settings().credentials());
        this.commands = new ShardCommands(lane, this, new FanOut(lane, this));
        if (pool.preconnect()) {
            lane.loop()
                    .execute(
                            () -> addresses.forEach(address -> lane.backends().shared(asker.on(address), Route.SHARD)));
        }
    }

    // ---- shards that fail

    @Override
    public void failed(NodeAddress node) {
        long now = System.nanoTime();
        for (int shard = 0; shard < addresses.size(); shard++) {
            if (addresses.get(shard).equals(node)
                    && watch.failed(shard, now, lane.backends().counts(node))) {
                lane.metrics().shardEjections++;
                lane.backends().counts(node).ejectedAtMicros = System.currentTimeMillis() * 1000;
                changed();
            }
        }
    }

    /// Looks whether failed shards may serve again.
    @Override
    public void tick(long now) {
        boolean back = watch.readmit(now, shard -> !lane.backends().isAvoided(addresses.get(shard)));
        if (back) {
            changed();
        }
        if (pool.eject() == ShardPool.Eject.REPLICA) {
            replicas.ask(now, asker);
        }
    }

    private void changed() {
        if (pool.eject() == ShardPool.Eject.REMAP) {
            shards = ShardMap.of(pool, shard -> !watch.isFailed(shard));
            placement++;
        }
        nodesChanged();
        lane.clients().forEach(ClientSession::goOnIfWaitingForServer);
    }

    /// Whether a shard is needed that is known to have failed.
    private boolean hasFailed(@Nullable Command command, Arguments request) {
        if (command == null || !command.accepts(request.count())) {
            return false;
        }
        command.keys(request, keys);
        for (int i = 0; i < keys.size(); i++) {
            if (hasFailed(shardOf(request, keys.get(i)))) {
                return true;
            }
        }
        return keys.size() == 0 && ShardCommands.concernsAll(command) && watch.isAnyFailed();
    }

    private boolean hasFailed(int shard) {
        if (shard < 0 || !watch.isFailed(shard)) {
            return false;
        }
        why = lane.backends().whyAvoided(addresses.get(shard));
        return true;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public void nodesChanged() {
        epoch++;
    }

    @Override
    public Set<NodeAddress> servers() {
        return Set.copyOf(addresses);
    }

    int shards() {
        return addresses.size();
    }

    int shardOf(Arguments request, int argument) {
        return shards.shardOf(request.buffer(), request.index(argument), request.length(argument));
    }

    /// The one shard that has all of a request's keys; -1 if there is none.
    private int shardOf(@Nullable Command command, Arguments request) {
        return Math.max(-1, slotOf(command, request));
    }

    // ---- transactions, whose keys all have to be on one shard

    @Override
    public boolean isChosenByFirstKey() {
        return true;
    }

    /// The place of the one shard that has all of a request's keys.
    @Override
    public int slotOf(@Nullable Command command, Arguments request) {
        return slots.slotOf(command, request);
    }

    @Override
    public @Nullable Backend leaseOf(SessionState session, int shard) {
        NodeAddress address = addresses.get(shard < 0 ? anyShard() : shard);
        Backend lease = lane.backends().lease(session.aloneOn(address));
        if (lease == null) {
            why = lane.backends().whyAvoided(address);
        }
        return lease;
    }

    @Override
    public @Nullable String refusedThere(@Nullable NodeAddress at, @Nullable Command command, Arguments request) {
        if (command == null) {
            return null;
        }
        int shard = slotOf(command, request);
        if (shard == SEVERAL_SLOTS) {
            return notTogether(command);
        }
        if (shard == NO_KEYS) {
            return ShardCommands.concernsAll(command)
                    ? "CROSSSHARD '" + command.name() + "' concerns all shards, a transaction only one"
                    : null;
        }
        return at == null || addresses.get(shard).equals(at)
                ? null
                : "CROSSSHARD the keys of a transaction, and those that are watched, have to be on one shard (give them a"
                        + " common hash tag)";
    }

    @Override
    public int group(Arguments request, int argument) {
        return shardOf(request, argument);
    }

    @Override
    public @Nullable Backend forGroup(SessionState session, int shard, boolean reads) {
        Backend own = shared(session, shard);
        return own == null && reads && pool.eject() == ShardPool.Eject.REPLICA ? replica(session, shard) : own;
    }

    @Override
    public String notTogether(Command command) {
        return "CROSSSHARD the keys of '" + command.name() + "' are not all on one shard (they have to be, give them a"
                + " common hash tag)";
    }

    @Override
    public Route route() {
        return Route.SHARD;
    }

    @Nullable
    Backend shared(SessionState session, int shard) {
        NodeAddress address = addresses.get(shard);
        Backend backend = lane.backends().shared(session.on(address), Route.SHARD);
        if (backend == null) {
            why = lane.backends().whyAvoided(address);
        }
        return backend;
    }

    @Override
    public @Nullable Backend forRead(SessionState session, @Nullable Command command, Arguments request) {
        int shard = shardOf(command, request);
        if (shard < 0) {
            return null;
        }
        Backend own = shared(session, shard);
        return own == null && pool.eject() == ShardPool.Eject.REPLICA ? replica(session, shard) : own;
    }

    private @Nullable Backend replica(SessionState session, int shard) {
        NodeAddress replica = replicas.of(shard);
        return replica == null ? null : lane.backends().shared(session.on(replica), Route.REPLICA);
    }

    @Override
    public @Nullable Backend forWrite(SessionState session, @Nullable Command command, Arguments request) {
        int shard = shardOf(command, request);
        return shard < 0 ? null : shared(session, shard);
    }

    @Override
    public @Nullable Backend forSession(SessionState session) {
        return shared(session, anyShard());
    }

    @Override
    public @Nullable Backend toServer(SessionState session, NodeAddress server) {
        return lane.backends().shared(session.on(server), Route.SHARD);
    }

    /// The first that answers, or else the first.
    private int anyShard() {
        for (int shard = 0; shard < addresses.size(); shard++) {
            if (!lane.backends().isAvoided(addresses.get(shard))) {
                return shard;
            }
        }
        return 0;
    }

    @Override
    public @Nullable Backend fresh(SessionState session) {
        NodeAddress address = addresses.get(anyShard());
        Backend fresh = lane.backends().fresh(session.on(address));
        if (fresh == null) {
            why = lane.backends().whyAvoided(address);
        }
        return fresh;
    }

    @Override
    public @Nullable Backend lease(SessionState session, @Nullable Command command, Arguments request) {
        int shard = slotOf(command, request);
        if (shard == NO_KEYS && command != null && command.name().equals("exec")) {
            shard = anyShard(); // of a transaction that names no key at all
        }
        return shard < 0 ? null : leaseOf(session, shard);
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
        if (watch.areAllFailed()) {
            lane.metrics().unreachable++;
            client.replyError("UNREACHABLE no shard is left, the last: " + why);
            return true;
        }
        if (hasFailed(command, request)) {
            lane.metrics().unreachable++;
            client.replyError("UNREACHABLE " + why); // known to have failed: nobody waits for it
            return true;
        }
        if (shardOf(command, request) >= 0) {
            return false; // it has a place, which cannot be reached just now
        }
        return commands.spread(client, session, in, from, to, command, request);
    }

    @Override
    public @Nullable Backend forReadElsewhere(
            SessionState session, @Nullable Command command, Arguments request, NodeAddress notThere) {
        return forRead(session, command, request); // a key has one server, and perhaps its replicas
    }

    @Override
    public boolean isDetourFor(Refusal.Kind refusal) {
        return false;
    }

    @Override
    public void told(Refusal refusal) {
        // passed on to the client
    }

    @Override
    public int placement() {
        return placement;
    }

    @Override
    public Duration patience() {
        return lane.settings().connectTimeout();
    }

    @Override
    public String whyUnreachable() {
        return why;
    }

    @Override
    public boolean isSameForAllKeys() {
        return false;
    }
}
