package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;

/// Stands in line for a slot that has been sent elsewhere: takes its replies and drops them.
final class DrainedSlot extends Slot {
    DrainedSlot(Slot instead) {
        super(instead.remaining);
        streamStart = instead.streamStart;
        streamEnd = instead.streamEnd;
        since = instead.since;
    }

    @Override
    void receive(ByteBuf in, int from, int length) {
        // dropped
    }

    @Override
    void complete() {
        // nobody waits
    }

    @Override
    void fail(Loss loss) {
        // nobody waits
    }
}
