package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.SlotMap;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who has which slot: what the last look at the cluster found, and what nodes have said since. Only touched on one
/// event loop.
final class SlotOwners {
    /// How long after the last sign of slots on the move reads keep to the primaries.
    private static final long UNSETTLED_NANOS = 10_000_000_000L;

    private final @Nullable SlotMap map;
    private final Map<Integer, NodeAddress> moved = new HashMap<>();
    private boolean unsettled;
    private long unsettledSince;

    private SlotOwners(@Nullable SlotMap map) {
        this.map = map;
    }

    static SlotOwners of(Topology topology) {
        return new SlotOwners(topology.slots());
    }

    List<SlotMap.Shard> shards() {
        return map == null ? List.of() : map.shards();
    }

    /// The primary of a slot; null if nobody has it.
    @Nullable
    NodeAddress ownerOf(int slot) {
        if (!moved.isEmpty()) {
            NodeAddress now = moved.get(slot);
            if (now != null) {
                return now;
            }
        }
        SlotMap.Shard shard = shardOf(slot);
        return shard == null ? null : shard.primary().address();
    }

    /// The primary of a slot and its replicas; null if nobody has it.
    SlotMap.@Nullable Shard shardOf(int slot) {
        int shard = map == null ? -1 : map.shardOf(slot);
        return shard < 0 ? null : shards().get(shard);
    }

    /// Takes a node's word for it; false if that was known.
    boolean moved(int slot, NodeAddress to) {
        if (slot < 0 || slot >= SlotMap.SLOTS || to.equals(ownerOf(slot))) {
            return false;
        }
        moved.put(slot, to);
        return true;
    }

    boolean placeLike(SlotOwners other) {
        for (int slot = 0; slot < SlotMap.SLOTS; slot++) {
            if (!Objects.equals(ownerOf(slot), other.ownerOf(slot))) {
                return false;
            }
        }
        return true;
    }

    // ---- slots on the move

    void unsettle(long now) {
        unsettled = true;
        unsettledSince = now;
    }

    void settleLike(SlotOwners other) {
        unsettled = other.unsettled;
        unsettledSince = other.unsettledSince;
    }

    boolean isSettled(long now) {
        if (unsettled && now - unsettledSince > UNSETTLED_NANOS) {
            unsettled = false;
        }
        return !unsettled;
    }
}
