package io.podhelpers.redisambassador.topology;

import io.netty.buffer.ByteBuf;

/// The slot of a key in a Redis Cluster: CRC-16 (XMODEM) of the key, or of what is between its first `{` and the next
/// `}`, modulo 16384. Any thread; allocates nothing.
public final class SlotHash {
    private static final char[] TABLE = table();

    private SlotHash() {}

    public static int slotOf(ByteBuf key, int index, int length) {
        int end = index + length;
        int open = find(key, index, end, '{');
        if (open >= 0) {
            int close = find(key, open + 1, end, '}');
            if (close > open + 1) {
                return crc16(key, open + 1, close) & (SlotMap.SLOTS - 1);
            }
        }
        return crc16(key, index, end) & (SlotMap.SLOTS - 1);
    }

    private static int find(ByteBuf key, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (key.getByte(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int crc16(ByteBuf key, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = ((crc << 8) & 0xffff) ^ TABLE[((crc >>> 8) ^ key.getByte(i)) & 0xff];
        }
        return crc;
    }

    private static char[] table() {
        char[] table = new char[256];
        for (int octet = 0; octet < table.length; octet++) {
            int crc = octet << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            table[octet] = (char) crc;
        }
        return table;
    }
}
