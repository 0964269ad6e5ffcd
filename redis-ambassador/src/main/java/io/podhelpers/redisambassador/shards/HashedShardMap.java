package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;
import java.util.List;

/// Key → part between the hash tag → hash → place on the continuum.
final class HashedShardMap implements ShardMap {
    private final List<ShardServer> servers;
    private final KeyHash hash;
    private final Continuum continuum;
    private final boolean tagged;
    private final byte tagStart;
    private final byte tagEnd;

    HashedShardMap(ShardPool pool, Continuum continuum) {
        this.servers = pool.servers();
        this.hash = pool.hash();
        this.continuum = continuum;
        String tag = pool.hashTag();
        this.tagged = tag != null;
        this.tagStart = tag == null ? 0 : (byte) tag.charAt(0);
        this.tagEnd = tag == null ? 0 : (byte) tag.charAt(1);
    }

    @Override
    public int shardOf(ByteBuf key, int index, int length) {
        if (tagged) {
            int end = index + length;
            int start = find(key, index, end, tagStart) + 1;
            int stop = start == 0 ? -1 : find(key, start, end, tagEnd);
            if (stop > start) {
                return place(key, start, stop - start);
            }
        }
        return place(key, index, length);
    }

    private static int find(ByteBuf key, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (key.getByte(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private int place(ByteBuf key, int index, int length) {
        return continuum.serverAt(length == 0 ? 0 : hash.hash(key, index, length));
    }

    @Override
    public List<ShardServer> servers() {
        return servers;
    }
}
