package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.table.ResponsePolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The replies of several shards to the parts of one request, until all are there and become one.
final class Merge {
    private final ResponsePolicy policy;
    private final @Nullable ByteBuf[] replies;
    private final @Nullable ByteBuf[] elements;
    private final Consumer<ByteBuf> whole;
    private int missing;

    /// @param keys of the whole request
    /// @param whole is given the one reply
    Merge(ResponsePolicy policy, int parts, int keys, Consumer<ByteBuf> whole) {
        this.policy = policy;
        this.replies = new @Nullable ByteBuf[parts];
        this.elements = new @Nullable ByteBuf[keys];
        this.missing = parts;
        this.whole = whole;
    }

    void add(int place, Part part, ByteBuf reply) {
        replies[place] = reply;
        if (policy == ResponsePolicy.DEFAULT && elements.length > 0 && !CollectedReply.isError(reply)) {
            takeElements(part, reply);
        }
        if (--missing == 0) {
            whole.accept(merged());
        }
    }

    private void takeElements(Part part, ByteBuf reply) {
        ReplyFramer framer = new ReplyFramer();
        int at = reply.indexOf(reply.readerIndex(), reply.writerIndex(), (byte) '\n') + 1;
        for (int n = 0; n < part.places().size() && at < reply.writerIndex(); n++) {
            int end = framer.advance(reply, at, reply.writerIndex(), 1, false);
            elements[part.keyOf(n)] = reply.slice(at, end - at);
            at = end;
        }
    }

    private ByteBuf merged() {
        ByteBuf error = firstError();
        if (error != null && policy != ResponsePolicy.ONE_SUCCEEDED) {
            return error;
        }
        return switch (policy) {
            case ALL_SUCCEEDED -> first(false);
            case ONE_SUCCEEDED -> first(true);
            case AGG_SUM -> integer(sum());
            case AGG_MIN, AGG_LOGICAL_AND -> integer(least());
            case AGG_MAX, AGG_LOGICAL_OR -> integer(most());
            case DEFAULT -> elements.length > 0 ? inOrderOfKeys() : allElements();
            case SPECIAL -> first(false);
        };
    }

    private @Nullable ByteBuf firstError() {
        for (ByteBuf reply : replies) {
            if (reply != null && CollectedReply.isError(reply)) {
                return reply;
            }
        }
        return null;
    }

    private ByteBuf first(boolean preferSuccess) {
        ByteBuf any = Unpooled.EMPTY_BUFFER;
        for (ByteBuf reply : replies) {
            if (reply != null) {
                any = any.isReadable() ? any : reply;
                if (preferSuccess && !CollectedReply.isError(reply)) {
                    return reply;
                }
            }
        }
        return any;
    }

    private long sum() {
        long sum = 0;
        for (ByteBuf reply : replies) {
            sum += number(reply);
        }
        return sum;
    }

    private long least() {
        long least = Long.MAX_VALUE;
        for (ByteBuf reply : replies) {
            least = Math.min(least, number(reply));
        }
        return least;
    }

    private long most() {
        long most = Long.MIN_VALUE;
        for (ByteBuf reply : replies) {
            most = Math.max(most, number(reply));
        }
        return most;
    }

    private static long number(@Nullable ByteBuf reply) {
        return reply == null || reply.getByte(reply.readerIndex()) != ':'
                ? 0
                : Long.parseLong(CollectedReply.line(reply));
    }

    private static ByteBuf integer(long value) {
        ByteBuf out = Unpooled.buffer(24);
        Encode.integer(out, value);
        return out;
    }

    private ByteBuf inOrderOfKeys() {
        ByteBuf out = Unpooled.buffer(256);
        Encode.arrayHeader(out, elements.length);
        for (ByteBuf element : elements) {
            if (element == null) {
                Encode.nil(out, 2);
            } else {
                out.writeBytes(element, element.readerIndex(), element.readableBytes());
            }
        }
        return out;
    }

    /// Arrays one after the other, such as those of KEYS.
    private ByteBuf allElements() {
        ByteBuf all = Unpooled.buffer(256);
        long count = 0;
        for (ByteBuf reply : replies) {
            if (reply != null) {
                int newline = reply.indexOf(reply.readerIndex(), reply.writerIndex(), (byte) '\n');
                String header = reply.toString(reply.readerIndex() + 1, newline - reply.readerIndex() - 2, ISO_8859_1);
                count += Long.parseLong(header);
                all.writeBytes(reply, newline + 1, reply.writerIndex() - newline - 1);
            }
        }
        ByteBuf out = Unpooled.buffer(all.readableBytes() + 24);
        Encode.arrayHeader(out, Math.toIntExact(count));
        return out.writeBytes(all);
    }
}
