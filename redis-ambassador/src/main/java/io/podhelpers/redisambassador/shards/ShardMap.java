package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.IntPredicate;

/// Which server of a pool a key lives on. Immutable; any thread.
public interface ShardMap {

    /// The place in [#servers] of the server that has the key of these bytes; -1 if no server is left.
    int shardOf(ByteBuf key, int index, int length);

    /// All servers of the pool, also those left out.
    List<ShardServer> servers();

    static ShardMap of(ShardPool pool) {
        return of(pool, _ -> true);
    }

    /// The map without the servers (places in the pool) that are ejected; the places stay the same.
    static ShardMap of(ShardPool pool, IntPredicate live) {
        return new HashedShardMap(pool, Continuum.of(pool.distribution(), pool.servers(), live));
    }
}
