package io.podhelpers.logshipper.parse;

import java.lang.reflect.Field;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/// Eight bytes of an array at a time, as one number whose lowest byte is the first.
///
/// By `sun.misc.Unsafe`, since C1, which compiles everything here, makes one instruction of it; of a view by a
/// `VarHandle` it makes calls that cost more than eight single bytes do. The runtime in the image is the JDK that this
/// was compiled for, and lets it be called (`src/main/aot/jvm.flags`).
@SuppressWarnings("removal") // see above
final class EightBytes {
    /// 1 in each byte.
    static final long ONES = 0x0101010101010101L;

    /// The highest bit of each byte.
    static final long HIGHS = 0x8080808080808080L;

    private static final Unsafe UNSAFE = unsafe();
    private static final long FIRST = Unsafe.ARRAY_BYTE_BASE_OFFSET;
    private static final boolean LOWEST_FIRST = ByteOrder.nativeOrder().equals(ByteOrder.LITTLE_ENDIAN);

    private EightBytes() {}

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The caller has made sure that all eight are in the array.
    static long at(byte[] bytes, int index) {
        long value = UNSAFE.getLong(bytes, FIRST + index);
        return LOWEST_FIRST ? value : Long.reverseBytes(value);
    }

    /// The highest bit of the first byte that is zero, and perhaps of some behind it; 0 if none is.
    static long zeros(long value) {
        return value - ONES & ~value & HIGHS;
    }

    /// Which byte the lowest of these bits belongs to: the factor brings that byte's own number to the top.
    ///
    /// @param bits none but highest ones of bytes, at least one
    static int first(long bits) {
        return (int) ((((bits & -bits) >>> 7) * 0x0001020304050607L) >>> 56);
    }
}
