package io.podhelpers.redisambassador.proxy;

import java.util.Arrays;

/// The arguments of a request that are the keys of one part of it, in their order: a number each and no object, since a
/// request may have a hundred thousand.
final class Places {
    private int[] places = new int[0];
    private int size;

    void add(int argument) {
        if (size == places.length) {
            places = Arrays.copyOf(places, Math.max(4, size * 2));
        }
        places[size++] = argument;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int get(int n) {
        return places[n];
    }
}
