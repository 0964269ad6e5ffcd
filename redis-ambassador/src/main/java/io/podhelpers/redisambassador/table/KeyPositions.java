package io.podhelpers.redisambassador.table;

import java.util.Arrays;

/// The positions of a request's keys among its arguments; meant to be used again for the next request.
public final class KeyPositions {
    private int[] positions = new int[16];
    private int size;

    public int size() {
        return size;
    }

    /// The argument that is the n-th key.
    public int get(int n) {
        return positions[n];
    }

    public void clear() {
        size = 0;
    }

    void add(int argument) {
        if (size == positions.length) {
            positions = Arrays.copyOf(positions, size * 2);
        }
        positions[size++] = argument;
    }

    void removeFirst() {
        System.arraycopy(positions, 1, positions, 0, --size);
    }
}
