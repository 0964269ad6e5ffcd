package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/// Where the elements of several arrays lie, in the order that they are to have in one: three numbers each and no
/// object.
final class Elements {
    private static final int NOWHERE = -1;

    private final int[] arrays;
    private final int[] from;
    private final int[] length;
    private long bytes;

    Elements(int count) {
        this.arrays = new int[count];
        this.from = new int[count];
        this.length = new int[count];
        Arrays.fill(arrays, NOWHERE);
    }

    int count() {
        return arrays.length;
    }

    /// Of all of them.
    long bytes() {
        return bytes;
    }

    /// @param n which one it is to be
    /// @param array in which it is now
    void put(int n, int array, int start, int end) {
        arrays[n] = array;
        from[n] = start;
        length[n] = end - start;
        bytes += end - start;
    }

    boolean areAllThere() {
        for (int array : arrays) {
            if (array == NOWHERE) {
                return false;
            }
        }
        return true;
    }

    /// Copies them one after the other.
    void copyTo(ByteBuf out, ByteBuf[] replies) {
        for (int n = 0; n < arrays.length; n++) {
            out.writeBytes(replies[arrays[n]], from[n], length[n]);
        }
    }

    /// Adds them without copying, retained.
    void addTo(List<ByteBuf> pieces, ByteBuf[] replies) {
        for (int n = 0; n < arrays.length; n++) {
            pieces.add(replies[arrays[n]].retainedSlice(from[n], length[n]));
        }
    }
}
