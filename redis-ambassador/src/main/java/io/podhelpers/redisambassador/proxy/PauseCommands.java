package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Arguments;
import java.util.concurrent.TimeUnit;

/// `CLIENT PAUSE` and `UNPAUSE`: passed on like any command, and what the server agrees to is noted in [Pauses].
final class PauseCommands {
    private final Lane lane;
    private final ClientSession client;

    PauseCommands(Lane lane, ClientSession client) {
        this.lane = lane;
        this.client = client;
    }

    static boolean concerns(Verb verb) {
        return verb == Verb.CLIENT_PAUSE || verb == Verb.CLIENT_UNPAUSE;
    }

    /// Sends the request; the next one waits for the reply.
    void send(Backend server, ByteBuf in, int from, int to, Verb verb, int name, Arguments request) {
        NodeAddress node = server.key().node();
        String millis = request.count() > 2 ? SessionCommands.text(request, 2) : "";
        ClientSlot slot = client.place();
        CollectedReply collected = new CollectedReply(
                1,
                reply -> {
                    if (!CollectedReply.isError(reply)) {
                        note(verb, node, millis);
                    }
                    client.answered(slot, reply);
                },
                loss -> client.answered(slot, out -> Encode.error(out, loss.error())));
        server.tally().sent(name);
        server.send(in, from, to - from, collected);
    }

    private void note(Verb verb, NodeAddress server, String millis) {
        long now = System.nanoTime();
        if (verb == Verb.CLIENT_UNPAUSE) {
            lane.shared().pauses().end(server, now);
        } else if (millis.matches("\\d{1,12}")) {
            lane.shared().pauses().begin(server, now + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis)));
        }
    }
}
