package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Bob Jenkins's one-at-a-time, over signed bytes.
final class OneAtATimeHash {
    private OneAtATimeHash() {}

    static int hash(ByteBuf key, int index, int length) {
        int hash = 0;
        for (int i = index; i < index + length; i++) {
            hash += key.getByte(i);
            hash += hash << 10;
            hash ^= hash >>> 6;
        }
        hash += hash << 3;
        hash ^= hash >>> 11;
        hash += hash << 15;
        return hash;
    }
}
