package io.podhelpers.redisambassador.shards;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/// The hash functions of nutcracker's `hash:` key, bit for bit, including where they differ from the published
/// functions of the same name.
public enum KeyHash {
    ONE_AT_A_TIME,
    MD5,
    CRC16,
    CRC32,
    CRC32A,
    FNV1_64,
    FNV1A_64,
    FNV1_32,
    FNV1A_32,
    HSIEH,
    MURMUR,
    JENKINS;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// An unsigned number of 32 bits.
    int hash(ByteBuf key, int index, int length) {
        return switch (this) {
            case ONE_AT_A_TIME -> OneAtATimeHash.hash(key, index, length);
            case MD5 -> Md5Hash.hash(key, index, length);
            case CRC16 -> CrcHash.crc16(key, index, length);
            case CRC32 -> CrcHash.crc32(key, index, length);
            case CRC32A -> CrcHash.crc32a(key, index, length);
            case FNV1_64 -> FnvHash.fnv1In64(key, index, length);
            case FNV1A_64 -> FnvHash.fnv1aIn64(key, index, length);
            case FNV1_32 -> FnvHash.fnv1In32(key, index, length);
            case FNV1A_32 -> FnvHash.fnv1aIn32(key, index, length);
            case HSIEH -> HsiehHash.hash(key, index, length);
            case MURMUR -> MurmurHash.hash(key, index, length);
            case JENKINS -> JenkinsHash.hash(key, index, length);
        };
    }

    /// As the configuration writes it: `fnv1a_64`.
    public String word() {
        return word;
    }
}
