package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A slot that keeps one whole reply outside of the heap, to be put together with others or changed. The request may be
/// sent elsewhere like any other.
///
/// Small pieces are copied side by side, large ones stay in the buffer that they were read into. What there is
/// no room for is passed over, and an error stands for it.
final class PartReply extends Slot {
    static final String NO_MEMORY = "OOM no memory left in the ambassador for a reply of this size";

    private static final int LARGE_BYTES = 8 * 1024;
    private static final int SMALLEST_CHUNK = 256;

    private final ByteBufAllocator allocator;
    private final Gathering.Share room;
    private final @Nullable ClientSession client;
    private final boolean repeatable;
    private final boolean atReplica;
    private final Consumer<ByteBuf> whenComplete;
    private final Consumer<Loss> whenLost;
    private final List<ByteBuf> chunks = new ArrayList<>(1);
    private @Nullable ByteBuf open;
    private int length;
    private boolean tooMuch;

    /// @param room closed by whoever is given the reply
    /// @param client whose request it is, if another server may be asked; null: it is not to be sent elsewhere
    /// @param whenComplete is given the reply's bytes, and has to release them
    PartReply(
            ByteBufAllocator allocator,
            Gathering.Share room,
            @Nullable ClientSession client,
            boolean repeatable,
            boolean atReplica,
            Consumer<ByteBuf> whenComplete,
            Consumer<Loss> whenLost) {
        super(1);
        this.allocator = allocator;
        this.room = room;
        this.client = client;
        this.repeatable = repeatable;
        this.atReplica = atReplica;
        this.whenComplete = whenComplete;
        this.whenLost = whenLost;
    }

    @Override
    void receive(ByteBuf in, int from, int more) {
        if (tooMuch) {
            return;
        }
        if (!room.take(more)) {
            startOver();
            tooMuch = true;
            return;
        }
        length += more;
        keep(in, from, more);
    }

    private void keep(ByteBuf in, int from, int more) {
        ByteBuf chunk = open;
        if (more >= LARGE_BYTES) {
            chunks.add(in.retainedSlice(from, more));
            open = null;
        } else if (chunk != null && chunk.writableBytes() >= more) {
            chunk.writeBytes(in, from, more);
        } else {
            int size = Math.max(more, Math.clamp(length, SMALLEST_CHUNK, LARGE_BYTES));
            ByteBuf fresh = allocator.directBuffer(size, size).writeBytes(in, from, more);
            chunks.add(fresh);
            open = fresh;
        }
    }

    @Override
    void startOver() {
        chunks.forEach(ByteBuf::release);
        chunks.clear();
        open = null;
        room.giveBack(length);
        length = 0;
        tooMuch = false;
    }

    @Override
    void complete() {
        whenComplete.accept(tooMuch ? error(NO_MEMORY) : whole());
    }

    static ByteBuf error(String text) {
        ByteBuf error = Unpooled.buffer(128);
        Encode.error(error, text);
        return error;
    }

    private ByteBuf whole() {
        ByteBuf whole = joined(allocator, chunks);
        chunks.clear();
        open = null;
        return whole;
    }

    /// One buffer of several, which it takes over.
    static ByteBuf joined(ByteBufAllocator allocator, List<ByteBuf> pieces) {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        CompositeByteBuf joined = allocator.compositeDirectBuffer(Math.max(2, pieces.size()));
        return joined.addComponents(true, pieces);
    }

    @Override
    void fail(Loss loss) {
        startOver();
        whenLost.accept(loss);
    }

    @Override
    @Nullable
    ClientSession sender() {
        ClientSession whose = client;
        return whose == null || whose.isClosed() ? null : whose;
    }

    @Override
    boolean wasAtReplica() {
        return atReplica;
    }

    @Override
    boolean isRepeatable() {
        return repeatable;
    }
}
