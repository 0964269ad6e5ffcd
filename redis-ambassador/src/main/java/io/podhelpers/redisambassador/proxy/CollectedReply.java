package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.resp.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A slot that keeps whole replies until the last is there, for requests of our own, whose replies are small.
final class CollectedReply extends Slot {
    /// What of our own requests is answered with more is no reply to them.
    private static final int MOST_BYTES = 1024 * 1024;

    private final ByteBuf collected = Unpooled.buffer(64);
    private final Consumer<ByteBuf> whenComplete;
    private final Consumer<Loss> whenLost;

    /// @param whenComplete is given the replies' bytes, which it may keep; an error of the server's is a reply, too
    CollectedReply(int replies, Consumer<ByteBuf> whenComplete, Consumer<Loss> whenLost) {
        super(replies);
        this.whenComplete = whenComplete;
        this.whenLost = whenLost;
    }

    @Override
    void receive(ByteBuf in, int from, int length) {
        if (collected.readableBytes() + length > MOST_BYTES) {
            throw new ProtocolException("reply to a request of our own: more than " + MOST_BYTES + " bytes");
        }
        collected.writeBytes(in, from, length);
    }

    @Override
    void complete() {
        whenComplete.accept(collected);
    }

    @Override
    void fail(Loss loss) {
        whenLost.accept(loss);
    }

    /// The text of a reply that is one line, without its type and line end.
    static String line(ByteBuf reply) {
        return reply.toString(
                reply.readerIndex() + 1, Math.max(0, reply.readableBytes() - 3), StandardCharsets.ISO_8859_1);
    }

    static boolean isError(ByteBuf reply) {
        return reply.isReadable() && reply.getByte(reply.readerIndex()) == '-';
    }
}
