package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.proxy.CommandCounts.Route;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.table.RequestPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts one request to several shards and makes one reply of theirs, as the command's tips say; or says why it cannot.
final class FanOut {
    private final Lane lane;
    private final ShardRouter router;

    FanOut(Lane lane, ShardRouter router) {
        this.lane = lane;
        this.router = router;
    }

    /// Deals with the request; false if a shard that is needed cannot be reached just now.
    boolean spread(
            ClientSession client,
            SessionState session,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Arguments request) {
        if (command == null) {
            refuse(client, "ERR unknown command '" + SessionCommands.text(request, 0) + "', which shard has its keys?");
            return true;
        }
        if (!command.accepts(request.count())) {
            refuse(client, "ERR wrong number of arguments for '" + command.name() + "' command");
            return true;
        }
        if (command.hasKeys()) {
            return byKeys(client, session, command, request);
        }
        return withoutKeys(client, session, in, from, to, command, request);
    }

    private boolean byKeys(ClientSession client, SessionState session, Command command, Arguments request) {
        if (command.requestPolicy() != RequestPolicy.MULTI_SHARD || command.keyStep() < 1) {
            refuse(
                    client,
                    "CROSSSHARD the keys of '" + command.name() + "' are not all on one shard (they have to be,"
                            + " give them a common hash tag)");
            return true;
        }
        int first = command.firstKey();
        int step = command.keyStep();
        List<List<Integer>> placesOf = new ArrayList<>();
        for (int shard = 0; shard < router.shards(); shard++) {
            placesOf.add(new ArrayList<>());
        }
        for (int key = first; key < request.count(); key += step) {
            placesOf.get(router.shardOf(request, key)).add(key);
        }
        List<Part> parts = new ArrayList<>();
        for (int shard = 0; shard < router.shards(); shard++) {
            List<Integer> places = placesOf.get(shard);
            if (!places.isEmpty()) {
                Backend backend = router.shared(session, shard);
                if (backend == null) {
                    return false;
                }
                parts.add(new Part(backend, split(request, places, step), places, first, step));
            }
        }
        int keys = (request.count() - first) / step;
        send(client, command, parts, keys);
        return true;
    }

    private ByteBuf split(Arguments request, List<Integer> places, int step) {
        ByteBuf out = Unpooled.buffer(256);
        Encode.arrayHeader(out, 1 + places.size() * step);
        Encode.bulk(out, request.buffer(), request.index(0), request.length(0));
        for (int place : places) {
            for (int argument = place; argument < place + step; argument++) {
                Encode.bulk(out, request.buffer(), request.index(argument), request.length(argument));
            }
        }
        return out;
    }

    private boolean withoutKeys(
            ClientSession client,
            SessionState session,
            ByteBuf in,
            int from,
            int to,
            Command command,
            Arguments request) {
        switch (command.name()) {
            case "ping" -> {
                pong(client, request);
                return true;
            }
            case "echo" -> {
                client.reply(out -> Encode.bulk(out, request.buffer(), request.index(1), request.length(1)));
                return true;
            }
            case "command",
                    "command|count",
                    "command|docs",
                    "command|info",
                    "command|list",
                    "command|getkeys",
                    "time" -> {
                return toAny(client, session, in, from, to, command);
            }
            default -> {}
        }
        RequestPolicy policy = command.requestPolicy();
        if (policy != RequestPolicy.ALL_SHARDS && policy != RequestPolicy.ALL_NODES) {
            refuse(
                    client,
                    "ERR '" + command.name().replace('|', ' ') + "' names no key that tells which shard is meant");
            return true;
        }
        List<Part> parts = new ArrayList<>();
        for (int shard = 0; shard < router.shards(); shard++) {
            Backend backend = router.shared(session, shard);
            if (backend == null) {
                parts.forEach(part -> part.request().release());
                return false;
            }
            parts.add(new Part(backend, Unpooled.copiedBuffer(in.slice(from, to - from)), List.of(), 0, 1));
        }
        send(client, command, parts, 0);
        return true;
    }

    private static void pong(ClientSession client, Arguments request) {
        client.reply(out -> {
            if (request.count() == 1) {
                Encode.simple(out, "PONG");
            } else {
                Encode.bulk(out, request.buffer(), request.index(1), request.length(1));
            }
        });
    }

    private boolean toAny(ClientSession client, SessionState session, ByteBuf in, int from, int to, Command command) {
        Backend backend = router.forSession(session);
        if (backend == null) {
            return false;
        }
        client.forward(backend, in, from, to, CommandNames.UNKNOWN, !command.is(Flag.READONLY));
        return true;
    }

    private void send(ClientSession client, Command command, List<Part> parts, int keys) {
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        slot.writes = !command.is(Flag.READONLY);
        client.addSlot(slot);
        Merge merge = new Merge(
                command.responsePolicy(),
                parts.size(),
                keys,
                reply -> client.replies().fill(slot, reply));
        int name = lane.shared().plan().name(command);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int place = i;
            part.backend().tally().sent(name);
            part.backend()
                    .send(
                            part.request(),
                            0,
                            part.request().readableBytes(),
                            new CollectedReply(
                                    1,
                                    reply -> merge.add(place, part, reply),
                                    loss -> merge.add(place, part, error(loss))));
        }
    }

    private static ByteBuf error(Loss loss) {
        ByteBuf out = Unpooled.buffer(128);
        Encode.error(out, loss.error());
        return out;
    }

    private void refuse(ClientSession client, String error) {
        lane.metrics().commands.add(CommandNames.UNKNOWN, Route.SHARD, Outcome.REFUSED, 1);
        client.replyError(error);
    }
}
