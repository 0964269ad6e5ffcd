package io.podhelpers.redisambassador.topology;

import java.util.List;

/// Who has which of a cluster's slots. Immutable.
public final class SlotMap {
    public static final int SLOTS = 16384;

    private final List<Shard> shards;
    private final short[] shardOfSlot;

    /// One primary of the cluster and its replicas.
    public record Shard(Node primary, List<Replica> replicas) {
        public Shard {
            replicas = List.copyOf(replicas);
        }
    }

    /// @param shardOfSlot for each slot the place in `shards`, -1 if nobody has it
    public SlotMap(List<Shard> shards, short[] shardOfSlot) {
        if (shardOfSlot.length != SLOTS) {
            throw new IllegalArgumentException("slots: " + shardOfSlot.length + " (expected: " + SLOTS + ")");
        }
        this.shards = List.copyOf(shards);
        this.shardOfSlot = shardOfSlot.clone();
    }

    public List<Shard> shards() {
        return shards;
    }

    /// The place in [#shards] of the slot's owner, -1 if nobody has it.
    public int shardOf(int slot) {
        return shardOfSlot[slot];
    }
}
