package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// `SCAN` over several servers, one after the other: the cursor also tells whose turn it is, so that nothing has to be
/// remembered.
final class ScanOfAll {
    /// A cursor of ours is that of a server, times this, plus the server's place.
    private static final long MOST_SHARDS = 1024;

    private static final long LARGEST_CURSOR = Long.divideUnsigned(-1L, MOST_SHARDS) - 1;

    private final Lane lane;
    private final FanOut fanOut;
    private final IntSupplier servers;
    private final BiFunction<SessionState, Integer, @Nullable Backend> serverOf;

    /// @param servers how many there are
    /// @param serverOf the connection to one of them; null if it cannot be reached just now
    ScanOfAll(
            Lane lane,
            FanOut fanOut,
            IntSupplier servers,
            BiFunction<SessionState, Integer, @Nullable Backend> serverOf) {
        this.lane = lane;
        this.fanOut = fanOut;
        this.servers = servers;
        this.serverOf = serverOf;
    }

    /// Deals with the request; false if the server whose turn it is cannot be reached just now.
    boolean answer(ClientSession client, SessionState session, Command command, Arguments request) {
        long cursor;
        try {
            cursor = Long.parseUnsignedLong(SessionCommands.text(request, 1));
        } catch (NumberFormatException _) {
            fanOut.refuse(client, "ERR invalid cursor");
            return true;
        }
        int shard = (int) Long.remainderUnsigned(cursor, MOST_SHARDS);
        if (shard >= servers.getAsInt()) {
            client.reply(ScanOfAll::nothingMore);
            return true;
        }
        Backend backend = serverOf.apply(session, shard);
        if (backend == null) {
            return false;
        }
        ByteBuf part = scanOfShard(request, Long.divideUnsigned(cursor, MOST_SHARDS));
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        Gathering.Share room = lane.gathering().share();
        client.addSlot(slot);
        backend.tally().sent(lane.shared().plan().name(command));
        backend.send(
                part,
                0,
                part.readableBytes(),
                new PartReply(
                        lane.allocator(),
                        room,
                        null,
                        true,
                        false,
                        reply -> {
                            fill(client.replies(), slot, reply, shard);
                            room.close();
                        },
                        loss -> client.replies().lost(slot, loss)));
        return true;
    }

    private void fill(ReplySequencer replies, ClientSlot slot, ByteBuf reply, int shard) {
        ByteBuf ours;
        try {
            ours = withOurCursor(reply, shard);
        } catch (NumberFormatException _) {
            ours = PartReply.error("ERR a server's reply to SCAN is none");
        }
        replies.fill(slot, ours);
        ours.release();
        reply.release();
    }

    private static void nothingMore(ByteBuf out) {
        Encode.arrayHeader(out, 2);
        Encode.bulk(out, "0");
        Encode.arrayHeader(out, 0);
    }

    private static ByteBuf scanOfShard(Arguments request, long cursor) {
        ByteBuf out = Unpooled.buffer(64);
        Encode.arrayHeader(out, request.count());
        Encode.bulk(out, request.buffer(), request.index(0), request.length(0));
        Encode.bulk(out, Long.toUnsignedString(cursor));
        for (int argument = 2; argument < request.count(); argument++) {
            Encode.bulk(out, request.buffer(), request.index(argument), request.length(argument));
        }
        return out;
    }

    /// `*2`, the server's cursor as a bulk string, the keys: with a cursor that tells the server, too.
    private ByteBuf withOurCursor(ByteBuf reply, int shard) {
        if (CollectedReply.isError(reply)) {
            return reply.retain();
        }
        if (!reply.toString(0, Math.min(5, reply.readableBytes()), ISO_8859_1).equals("*2\r\n$")) {
            throw new NumberFormatException("no cursor");
        }
        int header = reply.indexOf(0, reply.writerIndex(), (byte) '\n') + 1;
        int length = reply.indexOf(header, reply.writerIndex(), (byte) '\n') + 1;
        int end = reply.indexOf(length, reply.writerIndex(), (byte) '\r');
        long cursor = Long.parseUnsignedLong(reply.toString(length, end - length, ISO_8859_1));
        ByteBuf out = Unpooled.buffer(64);
        if (Long.compareUnsigned(cursor, LARGEST_CURSOR) > 0) {
            Encode.error(out, "ERR the cursor " + Long.toUnsignedString(cursor) + " of a node is too large");
            return out;
        }
        out.writeBytes(reply, 0, header);
        Encode.bulk(out, Long.toUnsignedString(next(cursor, shard)));
        return Unpooled.wrappedBuffer(out, reply.retainedSlice(end + 2, reply.writerIndex() - end - 2));
    }

    private long next(long cursor, int shard) {
        if (cursor != 0) {
            return cursor * MOST_SHARDS + shard;
        }
        return shard + 1 < servers.getAsInt() ? shard + 1 : 0;
    }
}
