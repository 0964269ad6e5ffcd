package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.resp.ProtocolException;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.table.ResponsePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/// The replies of several shards to the parts of one request, until all are there and become one.
final class Merge {
    /// Replies that are larger in sum are put together without being copied.
    private static final int LARGEST_COPY = 64 * 1024;

    /// More elements are copied whatever they have in sum.
    private static final int MOST_PIECES = 8 * 1024;

    /// More than a reply with numbers may have.
    private static final int MOST_NUMBER_BYTES = 1024 * 1024;

    private final ByteBufAllocator allocator;
    private final Gathering.Share room;
    private final ResponsePolicy policy;
    private final @Nullable ByteBuf[] replies;
    private final @Nullable Part[] parts;
    private final int keys;
    private final Consumer<ByteBuf> whole;
    private int missing;

    /// Servers have not answered what they were asked.
    private static final class Misshapen extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// @param room what the replies take, closed once they are one
    /// @param keys of the whole request
    /// @param whole is given the one reply
    Merge(
            ByteBufAllocator allocator,
            Gathering.Share room,
            ResponsePolicy policy,
            int parts,
            int keys,
            Consumer<ByteBuf> whole) {
        this.allocator = allocator;
        this.room = room;
        this.policy = policy;
        this.replies = new @Nullable ByteBuf[parts];
        this.parts = new @Nullable Part[parts];
        this.keys = keys;
        this.missing = parts;
        this.whole = whole;
    }

    /// @param reply is released when all are there
    void add(int place, Part part, ByteBuf reply) {
        replies[place] = reply;
        parts[place] = part;
        if (--missing == 0) {
            finish();
        }
    }

    private void finish() {
        ByteBuf one = oneOrError();
        whole.accept(one);
        one.release();
        for (ByteBuf reply : replies) {
            if (reply != null) {
                reply.release();
            }
        }
        room.close();
    }

    private ByteBuf oneOrError() {
        try {
            return merged();
        } catch (Misshapen | ProtocolException | NumberFormatException e) {
            return PartReply.error("ERR the servers' replies to the parts of this command do not fit together");
        }
    }

    private static void takeElements(int place, Part part, ByteBuf reply, Elements elements) {
        if (count(reply) != part.places().size()) {
            throw new Misshapen();
        }
        ReplyFramer framer = new ReplyFramer();
        int at = afterHeader(reply);
        for (int n = 0; n < part.places().size(); n++) {
            int end = framer.advance(reply, at, reply.writerIndex(), 1, false);
            elements.put(part.keyOf(n), place, at, end);
            at = end;
        }
    }

    private static int afterHeader(ByteBuf reply) {
        return reply.indexOf(reply.readerIndex(), reply.writerIndex(), (byte) '\n') + 1;
    }

    /// How many elements an array has.
    private static int count(ByteBuf reply) {
        byte type = reply.getByte(reply.readerIndex());
        if (type != '*' && type != '~') {
            throw new Misshapen();
        }
        int from = reply.readerIndex() + 1;
        int count = Integer.parseInt(reply.toString(from, afterHeader(reply) - 2 - from, ISO_8859_1));
        if (count < 0) {
            throw new Misshapen();
        }
        return count;
    }

    private ByteBuf merged() {
        ByteBuf error = firstError();
        if (error != null && policy != ResponsePolicy.ONE_SUCCEEDED) {
            return error.retain();
        }
        return switch (policy) {
            case ALL_SUCCEEDED -> first(false).retain();
            case ONE_SUCCEEDED -> first(true).retain();
            case AGG_SUM -> aggregate(Long::sum);
            case AGG_MIN, AGG_LOGICAL_AND -> aggregate(Math::min);
            case AGG_MAX, AGG_LOGICAL_OR -> aggregate(Math::max);
            case DEFAULT -> keys > 0 ? inOrderOfKeys() : allElements();
            case SPECIAL -> anyValue().retain();
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

    /// One that is not nil, whichever: the keys of `RANDOMKEY` may lie on any of the servers.
    private ByteBuf anyValue() {
        List<ByteBuf> values = new ArrayList<>();
        for (ByteBuf reply : replies) {
            if (reply != null && !isNil(reply)) {
                values.add(reply);
            }
        }
        return values.isEmpty()
                ? first(false)
                : values.get(ThreadLocalRandom.current().nextInt(values.size()));
    }

    private static boolean isNil(ByteBuf reply) {
        byte type = reply.getByte(reply.readerIndex());
        return type == '_' || (type == '$' && reply.getByte(reply.readerIndex() + 1) == '-');
    }

    /// Numbers, or arrays of numbers of the same length.
    private ByteBuf aggregate(LongBinaryOperator operator) {
        long[] result = null;
        boolean array = false;
        for (ByteBuf reply : replies) {
            if (reply != null) {
                array = reply.getByte(reply.readerIndex()) == '*';
                result = combined(result, numbers(reply, array), operator);
            }
        }
        ByteBuf out = Unpooled.buffer(24);
        if (array && result != null) {
            Encode.arrayHeader(out, result.length);
        }
        for (long number : result == null ? new long[1] : result) {
            Encode.integer(out, number);
        }
        return out;
    }

    private static long[] combined(long @Nullable [] before, long[] more, LongBinaryOperator operator) {
        if (before == null) {
            return more;
        }
        if (before.length != more.length) {
            throw new Misshapen();
        }
        for (int i = 0; i < before.length; i++) {
            before[i] = operator.applyAsLong(before[i], more[i]);
        }
        return before;
    }

    private static long[] numbers(ByteBuf reply, boolean array) {
        if (reply.readableBytes() > MOST_NUMBER_BYTES) {
            throw new Misshapen();
        }
        long[] numbers = reply.toString(ISO_8859_1)
                .lines()
                .skip(array ? 1 : 0)
                .mapToLong(Merge::number)
                .toArray();
        if (numbers.length != (array ? count(reply) : 1)) {
            throw new Misshapen();
        }
        return numbers;
    }

    private static long number(String line) {
        if (!line.startsWith(":")) {
            throw new Misshapen();
        }
        return Long.parseLong(line.substring(1));
    }

    private ByteBuf inOrderOfKeys() {
        Elements elements = new Elements(keys);
        ByteBuf[] arrays = new ByteBuf[replies.length];
        for (int i = 0; i < replies.length; i++) {
            ByteBuf reply = replies[i];
            Part part = parts[i];
            if (reply != null && part != null) {
                takeElements(i, part, reply, elements);
                arrays[i] = reply;
            }
        }
        if (!elements.areAllThere()) {
            throw new Misshapen();
        }
        if (elements.bytes() > LARGEST_COPY && keys <= MOST_PIECES) {
            List<ByteBuf> all = new ArrayList<>(keys + 1);
            all.add(header(keys));
            elements.addTo(all, arrays);
            return PartReply.joined(allocator, all);
        }
        return copied(elements, arrays);
    }

    /// Many small ones: an object for each would take more than their bytes do.
    private ByteBuf copied(Elements elements, ByteBuf[] arrays) {
        ByteBuf header = header(keys);
        long bytes = header.readableBytes() + elements.bytes();
        if (bytes > Integer.MAX_VALUE || !room.take((int) bytes)) {
            return PartReply.error(PartReply.NO_MEMORY);
        }
        ByteBuf out;
        try {
            out = allocator.directBuffer((int) bytes, (int) bytes);
        } catch (OutOfMemoryError e) {
            return PartReply.error(PartReply.NO_MEMORY);
        }
        out.writeBytes(header);
        elements.copyTo(out, arrays);
        return out;
    }

    private static ByteBuf header(int count) {
        ByteBuf header = Unpooled.buffer(16);
        Encode.arrayHeader(header, count);
        return header;
    }

    /// Arrays one after the other, such as those of KEYS.
    private ByteBuf allElements() {
        List<ByteBuf> pieces = new ArrayList<>(replies.length);
        int count = 0;
        for (ByteBuf reply : replies) {
            if (reply != null) {
                count = Math.addExact(count, count(reply));
                int from = afterHeader(reply);
                pieces.add(reply.slice(from, reply.writerIndex() - from));
            }
        }
        return array(count, pieces);
    }

    private ByteBuf array(int count, List<ByteBuf> pieces) {
        int bytes = pieces.stream().mapToInt(ByteBuf::readableBytes).sum();
        ByteBuf out = Unpooled.buffer(bytes <= LARGEST_COPY ? bytes + 16 : 16);
        Encode.arrayHeader(out, count);
        if (bytes <= LARGEST_COPY) {
            pieces.forEach(piece -> out.writeBytes(piece, piece.readerIndex(), piece.readableBytes()));
            return out;
        }
        List<ByteBuf> all = new ArrayList<>(pieces.size() + 1);
        all.add(out);
        pieces.forEach(piece -> all.add(piece.retain()));
        return PartReply.joined(allocator, all);
    }
}
