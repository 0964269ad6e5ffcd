package io.podhelpers.redisambassador.proxy;

import java.util.ArrayList;
import java.util.List;
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

    /// Puts a slot before the first.
    void addFirst(Slot slot) {
        if (size == slots.length) {
            grow();
        }
        head = (head - 1) & (slots.length - 1);
        slots[head] = slot;
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    List<Slot> all() {
        List<Slot> all = new ArrayList<>(size);
        for (int n = 0; n < size; n++) {
            Slot slot = slots[(head + n) & (slots.length - 1)];
            if (slot != null) {
                all.add(slot);
            }
        }
        return all;
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
