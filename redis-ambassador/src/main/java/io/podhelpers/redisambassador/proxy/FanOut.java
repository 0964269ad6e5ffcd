package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.proxy.CommandCounts.Outcome;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.table.RequestPolicy;
import io.podhelpers.redisambassador.table.ResponsePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts one request to several servers and makes one reply of theirs, as the command's tips say; or says why it cannot.
final class FanOut {
    private static final String NO_MEMORY = "OOM no memory left in the ambassador for a request of this size";

    /// The most that an argument's length takes beside it, or the number of arguments.
    private static final int HEADER_BYTES = 24;

    private final Lane lane;
    private final Partition partition;

    FanOut(Lane lane, Partition partition) {
        this.lane = lane;
        this.partition = partition;
    }

    /// Splits a request whose keys live apart; false if a server that is needed cannot be reached just now.
    boolean byKeys(ClientSession client, SessionState session, Command command, Arguments request) {
        if (command.requestPolicy() != RequestPolicy.MULTI_SHARD || command.keyStep() < 1) {
            refuse(client, partition.notTogether(command));
            return true;
        }
        int first = command.firstKey();
        int step = command.keyStep();
        if ((request.count() - first) % step != 0) {
            refuse(client, "ERR wrong number of arguments for '" + command.name() + "' command");
            return true;
        }
        int keys = (request.count() - first) / step;
        Gathering.Share room = lane.gathering().share();
        if (!room.takeKeys(keys)) {
            refuse(client, NO_MEMORY);
            return true;
        }
        Map<Integer, Places> placesOf = new LinkedHashMap<>();
        for (int key = first; key < request.count(); key += step) {
            placesOf.computeIfAbsent(partition.group(request, key), _ -> new Places())
                    .add(key);
        }
        boolean reads = command.is(Flag.READONLY) && !client.isWatching() && mayLeavePrimary(client);
        List<Backend> servers = new ArrayList<>();
        for (int group : placesOf.keySet()) {
            Backend backend = partition.forGroup(session, group, reads);
            if (backend == null) {
                room.close();
                return false;
            }
            servers.add(backend);
        }
        List<Part> parts = new ArrayList<>();
        try {
            for (Places places : placesOf.values()) {
                parts.add(new Part(servers.get(parts.size()), split(request, places, step), places, first, step));
            }
        } catch (OutOfMemoryError e) {
            parts.forEach(part -> part.request().release());
            room.close();
            refuse(client, NO_MEMORY); // nothing was sent
            return true;
        }
        send(client, command, parts, keys, room);
        return true;
    }

    private boolean mayLeavePrimary(ClientSession client) {
        return lane.settings().consistency() == Consistency.EVENTUAL || !client.hasUnansweredWrites();
    }

    private ByteBuf split(Arguments request, Places places, int step) {
        int bytes = HEADER_BYTES + request.length(0);
        for (int n = 0; n < places.size(); n++) {
            for (int argument = places.get(n); argument < places.get(n) + step; argument++) {
                bytes += HEADER_BYTES + request.length(argument);
            }
        }
        ByteBuf out = lane.allocator().directBuffer(bytes);
        Encode.arrayHeader(out, 1 + places.size() * step);
        Encode.bulk(out, request.buffer(), request.index(0), request.length(0));
        for (int n = 0; n < places.size(); n++) {
            for (int argument = places.get(n); argument < places.get(n) + step; argument++) {
                Encode.bulk(out, request.buffer(), request.index(argument), request.length(argument));
            }
        }
        return out;
    }

    /// Puts the same request to all of these.
    void toAll(ClientSession client, ByteBuf in, int from, int to, Command command, List<Backend> servers) {
        List<Part> parts = new ArrayList<>();
        for (Backend server : servers) {
            parts.add(new Part(server, in.retainedSlice(from, to - from), new Places(), 0, 1));
        }
        send(client, command, parts, 0, lane.gathering().share());
    }

    private void send(ClientSession client, Command command, List<Part> parts, int keys, Gathering.Share room) {
        boolean repeatable = command.is(Flag.READONLY);
        ClientSlot slot = new ClientSlot(client.replies(), 1);
        slot.writes = !repeatable;
        slot.atReplica = parts.stream().anyMatch(part -> part.backend().route() == CommandCounts.Route.REPLICA);
        client.addSlot(slot);
        Merge merge = new Merge(
                lane.allocator(),
                room,
                policy(command),
                parts.size(),
                keys,
                reply -> client.replies().fill(slot, reply));
        lane.metrics().fragments += parts.size();
        int name = lane.shared().plan().name(command);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int place = i;
            part.backend().tally().sent(name);
            PartReply reply = new PartReply(
                    lane.allocator(),
                    room,
                    part.places().isEmpty() ? null : client,
                    repeatable,
                    part.backend().route() == CommandCounts.Route.REPLICA,
                    got -> merge.add(place, part, got),
                    loss -> merge.add(place, part, PartReply.error(loss.error())));
            part.backend().send(part.request(), 0, part.request().readableBytes(), reply);
            part.request().release();
        }
    }

    /// What is special has one rule here: any key will do for `RANDOMKEY`, the first server's word for the rest.
    private static ResponsePolicy policy(Command command) {
        boolean special = command.responsePolicy() == ResponsePolicy.SPECIAL;
        return special && !command.name().equals("randomkey") ? ResponsePolicy.ALL_SUCCEEDED : command.responsePolicy();
    }

    void refuse(ClientSession client, String error) {
        lane.metrics().commands.add(CommandNames.UNKNOWN, partition.route(), Outcome.REFUSED, 1);
        client.replyError(error);
    }
}
