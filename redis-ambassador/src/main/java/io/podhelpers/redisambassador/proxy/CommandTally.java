package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;

/// Which commands wait for their replies on one connection, in order, so that each reply counts for its command.
///
/// A ring of small numbers: nothing is allocated for a command.
final class CommandTally {
    private final CommandCounts counts;
    private final Route route;
    private short[] names = new short[64];
    private int head;
    private int size;

    CommandTally(CommandCounts counts, Route route) {
        this.counts = counts;
        this.route = route;
    }

    /// @param name the command's number in [CommandNames]
    void sent(int name) {
        if (size == names.length) {
            grow();
        }
        names[(head + size++) & (names.length - 1)] = (short) name;
    }

    void answered(int replies, Outcome outcome) {
        for (int i = 0; i < replies && size > 0; i++) {
            counts.add(names[head], route, outcome, 1);
            head = (head + 1) & (names.length - 1);
            size--;
        }
    }

    private void grow() {
        short[] larger = new short[names.length * 2];
        int first = names.length - head;
        System.arraycopy(names, head, larger, 0, first);
        System.arraycopy(names, 0, larger, first, head);
        names = larger;
        head = 0;
    }
}
