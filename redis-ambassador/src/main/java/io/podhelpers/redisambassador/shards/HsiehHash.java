package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Paul Hsieh's SuperFastHash, begun at 0.
final class HsiehHash {
    private HsiehHash() {}

    static int hash(ByteBuf key, int index, int length) {
        int hash = 0;
        int at = index;
        for (int words = length >> 2; words > 0; words--, at += 4) {
            hash += key.getUnsignedShortLE(at);
            int next = (key.getUnsignedShortLE(at + 2) << 11) ^ hash;
            hash = (hash << 16) ^ next;
            hash += hash >>> 11;
        }
        return length == 0 ? 0 : finish(tail(hash, key, at, length & 3));
    }

    private static int tail(int hash, ByteBuf key, int at, int rest) {
        int mixed = hash;
        switch (rest) {
            case 3 -> {
                mixed += key.getUnsignedShortLE(at);
                mixed ^= mixed << 16;
                mixed ^= key.getByte(at + 2) << 18; // signed, as there
                mixed += mixed >>> 11;
            }
            case 2 -> {
                mixed += key.getUnsignedShortLE(at);
                mixed ^= mixed << 11;
                mixed += mixed >>> 17;
            }
            case 1 -> {
                mixed += key.getUnsignedByte(at);
                mixed ^= mixed << 10;
                mixed += mixed >>> 1;
            }
            default -> {}
        }
        return mixed;
    }

    private static int finish(int hash) {
        int mixed = hash;
        mixed ^= mixed << 3;
        mixed += mixed >>> 5;
        mixed ^= mixed << 4;
        mixed += mixed >>> 17;
        mixed ^= mixed << 25;
        mixed += mixed >>> 6;
        return mixed;
    }
}
