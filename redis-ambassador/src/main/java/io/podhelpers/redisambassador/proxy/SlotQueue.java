package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.Nullable;

/// A connection's slots in the order of their requests: an array ring that grows by doubling.
final class SlotQueue {
    private @Nullable Slot[] slots = new @Nullable Slot[16];
    private int head;
    private int size;

    void add(Slot slot) {
        if (size == slots.length) {
            grow();
        }
        slots[(head + size) & (slots.length - 1)] = slot;
        size++;
    }

    @Nullable
    Slot peek() {
        return slots[head]; // an empty ring holds null everywhere
    }

    @Nullable
    Slot poll() {
        Slot slot = slots[head];
        if (slot != null) {
            slots[head] = null;
            head = (head + 1) & (slots.length - 1);
            size--;
        }
        return slot;
    }

    /// Puts another slot in the place of the first.
    void replaceFirst(Slot slot) {
        slots[head] = slot;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    private void grow() {
        @Nullable Slot[] larger = new @Nullable Slot[slots.length * 2];
        int first = slots.length - head;
        System.arraycopy(slots, head, larger, 0, first);
        System.arraycopy(slots, 0, larger, first, head);
        slots = larger;
        head = 0;
    }
}
