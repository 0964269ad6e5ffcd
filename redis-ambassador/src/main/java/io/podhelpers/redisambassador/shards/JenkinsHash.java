package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Bob Jenkins's lookup3 (`hashlittle`) with the initial value 13.
final class JenkinsHash {
    private static final int BLOCK = 12;

    private JenkinsHash() {}

    static int hash(ByteBuf key, int index, int length) {
        int a = 0xdeadbeef + length + 13;
        int b = a;
        int c = a;
        int at = index;
        int rest = length;
        while (rest > BLOCK) {
            a += key.getIntLE(at);
            b += key.getIntLE(at + 4);
            c += key.getIntLE(at + 8);

            a = a - c ^ Integer.rotateLeft(c, 4);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 6);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 8);
            b += a;
            a = a - c ^ Integer.rotateLeft(c, 16);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 19);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 4);
            b += a;

            at += BLOCK;
            rest -= BLOCK;
        }
        if (rest == 0) {
            return c;
        }
        a += partial(key, at, rest);
        b += partial(key, at + 4, rest - 4);
        c += partial(key, at + 8, rest - 8);

        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return c;
    }

    /// Up to four bytes as a little-endian number.
    private static int partial(ByteBuf key, int at, int rest) {
        int word = 0;
        for (int octet = 0; octet < Math.min(rest, 4); octet++) {
            word |= key.getUnsignedByte(at + octet) << (8 * octet);
        }
        return word;
    }
}
