package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Fowler–Noll–Vo as nutcracker has it: bytes are signed there, and `fnv1a_64` computes in the lower 32 bits of its
/// constants only.
final class FnvHash {
    private static final long OFFSET_64 = 0xcbf29ce484222325L;
    private static final long PRIME_64 = 0x100000001b3L;
    private static final int OFFSET_32 = (int) 2166136261L;
    private static final int PRIME_32 = 16777619;

    private FnvHash() {}

    static int fnv1In64(ByteBuf key, int index, int length) {
        long hash = OFFSET_64;
        for (int i = index; i < index + length; i++) {
            hash = (hash * PRIME_64) ^ key.getByte(i);
        }
        return (int) hash;
    }

    static int fnv1aIn64(ByteBuf key, int index, int length) {
        int hash = (int) OFFSET_64;
        for (int i = index; i < index + length; i++) {
            hash = (hash ^ key.getByte(i)) * (int) PRIME_64;
        }
        return hash;
    }

    static int fnv1In32(ByteBuf key, int index, int length) {
        int hash = OFFSET_32;
        for (int i = index; i < index + length; i++) {
            hash = (hash * PRIME_32) ^ key.getByte(i);
        }
        return hash;
    }

    static int fnv1aIn32(ByteBuf key, int index, int length) {
        int hash = OFFSET_32;
        for (int i = index; i < index + length; i++) {
            hash = (hash ^ key.getByte(i)) * PRIME_32;
        }
        return hash;
    }
}
