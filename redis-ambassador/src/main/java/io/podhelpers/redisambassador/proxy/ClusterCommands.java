package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.table.RequestPolicy;
import io.podhelpers.redisambassador.table.ResponsePolicy;
import java.util.ArrayList;
import java.util.List;

/// Requests without keys that concern a whole cluster, as one server would answer them.
final class ClusterCommands {
    private final ClusterRouter router;
    private final FanOut fanOut;
    private final ScanOfAll scan;

    ClusterCommands(Lane lane, ClusterRouter router, FanOut fanOut) {
        this.router = router;
        this.fanOut = fanOut;
        this.scan = new ScanOfAll(lane, fanOut, router::shards, router::primaryOf);
    }

    /// Whether [#spread] has to deal with a command without keys; any server can answer the others.
    static boolean areForAll(Command command) {
        return switch (command.name()) {
            case "scan", "readonly", "readwrite", "asking", "randomkey" -> true;
            case "ping" -> false;
            default ->
                (command.requestPolicy() == RequestPolicy.ALL_SHARDS
                                || command.requestPolicy() == RequestPolicy.ALL_NODES)
                        && command.responsePolicy() != ResponsePolicy.SPECIAL
                        && !command.is(Flag.BLOCKING);
        };
    }

    /// Deals with the request; false if a server that is needed cannot be reached just now.
    boolean spread(
            ClientSession client,
            SessionState session,
            ByteBuf in,
            int from,
            int to,
            Command command,
            Arguments request) {
        if (!command.accepts(request.count())) {
            fanOut.refuse(client, "ERR wrong number of arguments for '" + command.name() + "' command");
            return true;
        }
        return switch (command.name()) {
            case "readonly", "readwrite", "asking" -> { // what they would tell a node, the ambassador knows
                client.reply(out -> Encode.simple(out, "OK"));
                yield true;
            }
            case "scan" -> scan.answer(client, session, command, request);
            default -> toAll(client, session, in, from, to, command);
        };
    }

    private boolean toAll(ClientSession client, SessionState session, ByteBuf in, int from, int to, Command command) {
        List<Backend> all = new ArrayList<>();
        for (int shard = 0; shard < router.shards(); shard++) {
            Backend backend = router.primaryOf(session, shard);
            if (backend == null) {
                return false;
            }
            all.add(backend);
        }
        if (command.requestPolicy() == RequestPolicy.ALL_NODES) {
            all.addAll(router.replicas(session));
        }
        fanOut.toAll(client, in, from, to, command, all);
        return true;
    }
}
