package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;

/// Reads single bytes of a buffer straight from its memory: half of what a pipelined command cost went into the layers
/// of
/// [ByteBuf#getByte], which C1 cannot see through.
///
/// Asked as `Bytes.at(in, Bytes.memory(in), index)`. Whoever asks must keep to the buffer's bounds; they are only
/// checked
/// where Netty's own are (`-Dio.netty.buffer.checkBounds`), as in all tests.
public final class Bytes {
    private static final boolean CHECKED = !"false".equals(System.getProperty("io.netty.buffer.checkBounds"));
    private static final long NONE = 0;

    private Bytes() {}

    /// Where the buffer's byte 0 lies; good until the buffer grows or is released.
    public static long memory(ByteBuf in) {
        return in.hasMemoryAddress() && PlatformDependent.hasUnsafe() ? in.memoryAddress() : NONE;
    }

    /// One byte.
    ///
    /// @param memory from [#memory] of the same buffer
    public static byte at(ByteBuf in, long memory, int index) {
        if (memory == NONE || CHECKED) {
            return checked(in, memory, index);
        }
        return PlatformDependent.getByte(memory + index);
    }

    private static byte checked(ByteBuf in, long memory, int index) {
        byte usual = in.getByte(index);
        if (memory != NONE && PlatformDependent.getByte(memory + index) != usual) {
            throw new IllegalStateException("the buffer's memory has moved");
        }
        return usual;
    }
}
