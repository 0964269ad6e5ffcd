package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.Flag;
import io.podhelpers.redisambassador.table.RequestPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests that not one shard alone can answer: those with keys on several, and those without any.
final class ShardCommands {
    private final ShardRouter router;
    private final FanOut fanOut;
    private final ScanOfAll scan;

    ShardCommands(Lane lane, ShardRouter router, FanOut fanOut) {
        this.router = router;
        this.fanOut = fanOut;
        this.scan = new ScanOfAll(lane, fanOut, router::shards, router::shared);
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
            fanOut.refuse(
                    client,
                    "ERR unknown command '" + SessionCommands.text(request, 0) + "', which shard has its keys?");
            return true;
        }
        if (!command.accepts(request.count())) {
            fanOut.refuse(client, "ERR wrong number of arguments for '" + command.name() + "' command");
            return true;
        }
        if (command.hasKeys()) {
            return fanOut.byKeys(client, session, command, request);
        }
        return withoutKeys(client, session, in, from, to, command, request);
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
            case "scan" -> {
                return scan.answer(client, session, command, request);
            }
            default -> {}
        }
        if (!concernsAll(command)) {
            fanOut.refuse(
                    client,
                    "ERR '" + command.name().replace('|', ' ') + "' names no key that tells which shard is meant");
            return true;
        }
        List<Backend> all = new ArrayList<>();
        for (int shard = 0; shard < router.shards(); shard++) {
            Backend backend = router.shared(session, shard);
            if (backend == null) {
                return false;
            }
            all.add(backend);
        }
        fanOut.toAll(client, in, from, to, command, all);
        return true;
    }

    /// Whether all shards have to answer a command without keys.
    static boolean concernsAll(Command command) {
        RequestPolicy policy = command.requestPolicy();
        return !command.hasKeys()
                && !command.name().equals("ping")
                && (command.name().equals("scan")
                        || policy == RequestPolicy.ALL_SHARDS
                        || policy == RequestPolicy.ALL_NODES);
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
}
