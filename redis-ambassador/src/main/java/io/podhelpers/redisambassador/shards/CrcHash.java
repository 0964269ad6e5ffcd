package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;

/// Cyclic redundancy checks as nutcracker has them: its `crc16` is not cut to 16 bits, its `crc32` keeps 15 bits only.
final class CrcHash {
    private static final int[] CRC16 = crc16Table();
    private static final int[] CRC32 = crc32Table();

    private CrcHash() {}

    static int crc16(ByteBuf key, int index, int length) {
        int crc = 0;
        for (int i = index; i < index + length; i++) {
            crc = (crc << 8) ^ CRC16[((crc >>> 8) ^ key.getByte(i)) & 0xff];
        }
        return crc;
    }

    static int crc32(ByteBuf key, int index, int length) {
        return (crc32a(key, index, length) >>> 16) & 0x7fff;
    }

    static int crc32a(ByteBuf key, int index, int length) {
        int crc = -1;
        for (int i = index; i < index + length; i++) {
            crc = (crc >>> 8) ^ CRC32[(crc ^ key.getByte(i)) & 0xff];
        }
        return ~crc;
    }

    /// The polynomial 0x1021, highest bit first.
    private static int[] crc16Table() {
        int[] table = new int[256];
        for (int octet = 0; octet < table.length; octet++) {
            int crc = octet << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
            table[octet] = crc & 0xffff;
        }
        return table;
    }

    /// The polynomial 0x04c11db7, lowest bit first.
    private static int[] crc32Table() {
        int[] table = new int[256];
        for (int octet = 0; octet < table.length; octet++) {
            int crc = octet;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
            }
            table[octet] = crc;
        }
        return table;
    }
}
