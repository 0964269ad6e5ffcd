package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Austin Appleby's MurmurHash2 with a seed made from the length.
final class MurmurHash {
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private MurmurHash() {}

    static int hash(ByteBuf key, int index, int length) {
        int hash = (0xdeadbeef * length) ^ length;
        int at = index;
        for (int words = length >> 2; words > 0; words--, at += 4) {
            int word = key.getIntLE(at) * M;
            word ^= word >>> R;
            hash = (hash * M) ^ (word * M);
        }
        int rest = length & 3;
        if (rest > 0) {
            for (int octet = rest - 1; octet >= 0; octet--) {
                hash ^= key.getUnsignedByte(at + octet) << (8 * octet);
            }
            hash *= M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        return hash ^ (hash >>> 15);
    }
}
