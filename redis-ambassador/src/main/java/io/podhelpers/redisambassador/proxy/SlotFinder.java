package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.KeyPositions;
import org.jspecify.annotations.Nullable;

/// Finds the group of a [Partition], slot or shard, that all of a request's keys have in common. Only touched on one
/// event loop.
final class SlotFinder {
    private final Partition partition;
    private final int withoutItsKey;
    private final KeyPositions keys = new KeyPositions();

    /// @param withoutItsKey what a request gets that lacks the one key its command has: any server words the error
    SlotFinder(Partition partition, int withoutItsKey) {
        this.partition = partition;
        this.withoutItsKey = withoutItsKey;
    }

    /// Or [Router#NO_KEYS], or [Router#SEVERAL_SLOTS].
    int slotOf(@Nullable Command command, Arguments request) {
        if (command == null) {
            return Router.NO_KEYS;
        }
        if (!command.hasMovableKeys() && command.firstKey() > 0 && command.firstKey() == command.lastKey()) {
            return command.firstKey() < request.count() ? partition.group(request, command.firstKey()) : withoutItsKey;
        }
        command.keys(request, keys);
        int slot = Router.NO_KEYS;
        for (int i = 0; i < keys.size(); i++) {
            int other = partition.group(request, keys.get(i));
            if (i > 0 && other != slot) {
                return Router.SEVERAL_SLOTS;
            }
            slot = other;
        }
        return slot;
    }
}
