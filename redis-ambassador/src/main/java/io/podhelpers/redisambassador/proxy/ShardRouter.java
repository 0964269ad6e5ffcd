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
import org.jspecify.annotations.Nullable;

/// Servers that share the keys among them: each request goes where its keys live, and is split if they live apart.
final class ShardRouter implements Router {
    private final Lane lane;
    private final ShardMap shards;
    private final List<NodeAddress> addresses;
    private final FanOut fanOut;
    private final KeyPositions keys = new KeyPositions();
    private int epoch;
    private String why = "";

    ShardRouter(Lane lane, ShardPool pool) {
        this.lane = lane;
        this.shards = ShardMap.of(pool);
        this.addresses = pool.servers().stream()
                .map(server -> new NodeAddress(server.host(), server.port()))
                .toList();
        this.fanOut = new FanOut(lane, this);
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public void nodesChanged() {
        epoch++;
    }

    int shards() {
        return addresses.size();
    }

    int shardOf(Arguments request, int argument) {
        return shards.shardOf(request.buffer(), request.index(argument), request.length(argument));
    }

    /// The one shard that has all of a request's keys; -1 if there is none.
    private int shardOf(@Nullable Command command, Arguments request) {
        if (command == null) {
            return -1;
        }
        if (!command.hasMovableKeys() && command.firstKey() > 0 && command.firstKey() == command.lastKey()) {
            return command.firstKey() < request.count() ? shardOf(request, command.firstKey()) : 0;
        }
        command.keys(request, keys);
        int shard = -1;
        for (int i = 0; i < keys.size(); i++) {
            int other = shardOf(request, keys.get(i));
            if (i > 0 && other != shard) {
                return -1;
            }
            shard = other;
        }
        return shard;
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
        return forWrite(session, command, request);
    }

    @Override
    public @Nullable Backend forWrite(SessionState session, @Nullable Command command, Arguments request) {
        int shard = shardOf(command, request);
        return shard < 0 ? null : shared(session, shard);
    }

    @Override
    public @Nullable Backend forSession(SessionState session) {
        return shared(session, 0);
    }

    @Override
    public @Nullable Backend fresh(SessionState session) {
        NodeAddress address = addresses.getFirst();
        Backend fresh = lane.backends().fresh(session.on(address));
        if (fresh == null) {
            why = lane.backends().whyAvoided(address);
        }
        return fresh;
    }

    @Override
    public @Nullable Backend lease(SessionState session, @Nullable Command command, Arguments request) {
        int shard = shardOf(command, request);
        if (shard < 0) {
            return null;
        }
        NodeAddress address = addresses.get(shard);
        Backend lease = lane.backends().lease(session.aloneOn(address));
        if (lease == null) {
            why = lane.backends().whyAvoided(address);
        }
        return lease;
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
        if (shardOf(command, request) >= 0) {
            return false; // it has a place, which cannot be reached
        }
        return fanOut.spread(client, session, in, from, to, command, request);
    }

    @Override
    public @Nullable Backend again(SessionState session, Backend failed, boolean reads) {
        Backend other = lane.backends().shared(session.on(failed.key().node()), Route.SHARD);
        return other == failed || other == null || !other.isUsable() ? null : other;
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
