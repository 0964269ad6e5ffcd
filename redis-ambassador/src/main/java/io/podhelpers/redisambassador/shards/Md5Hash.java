package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The first four bytes of the MD5 digest, lowest first; and the four numbers a digest gives for ketama's points.
final class Md5Hash {
    private static final ThreadLocal<Md5Hash> OF_THREAD = ThreadLocal.withInitial(Md5Hash::new);

    private final MessageDigest md5 = newDigest();
    private byte[] bytes = new byte[128];

    static int hash(ByteBuf key, int index, int length) {
        return OF_THREAD.get().digest(key, index, length);
    }

    private int digest(ByteBuf key, int index, int length) {
        if (bytes.length < length) {
            bytes = new byte[Integer.highestOneBit(length) * 2];
        }
        key.getBytes(index, bytes, 0, length);
        md5.update(bytes, 0, length);
        int hash = number(md5.digest(), 0);
        if (bytes.length > 4096) {
            bytes = Arrays.copyOf(bytes, 128);
        }
        return hash;
    }

    /// Four unsigned numbers of 32 bits.
    static int[] points(byte[] text) {
        byte[] digest = newDigest().digest(text);
        return new int[] {number(digest, 0), number(digest, 4), number(digest, 8), number(digest, 12)};
    }

    private static int number(byte[] digest, int at) {
        return (digest[at] & 0xff)
                | ((digest[at + 1] & 0xff) << 8)
                | ((digest[at + 2] & 0xff) << 16)
                | ((digest[at + 3] & 0xff) << 24);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no MD5", e);
        }
    }
}
