package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;

/// `CLIENT TRACKING … REDIRECT id`, whose number is one of ours: the server is told its own number of that client's own
/// connection, and what it says of it is put back into ours.
///
/// Called when nothing of the client is unanswered; made for one command.
final class Redirection {
    private final Lane lane;
    private final ClientSession client;
    private final SessionState state;
    private final OwnConnection own;

    Redirection(Lane lane, ClientSession client, SessionState state, OwnConnection own) {
        this.lane = lane;
        this.client = client;
        this.state = state;
        this.own = own;
    }

    /// Whether a request names such a number, or would be answered with one.
    static boolean concerns(OwnConnection own, Verb verb, Arguments request) {
        if (own.isLent() && (own.isTransparent() || own.isInTransaction())) {
            return false;
        }
        return switch (verb) {
            case CLIENT_TRACKING -> {
                boolean names = place(request) > 0;
                if (!names) {
                    own.redirectedTo(0);
                }
                yield names;
            }
            case CLIENT_GETREDIR, CLIENT_TRACKINGINFO -> own.redirectedTo() > 0;
            default -> false;
        };
    }

    /// Where the number is; 0 if there is none.
    private static int place(Arguments request) {
        for (int argument = 3; argument + 1 < request.count(); argument++) {
            if (SessionCommands.word(request, argument).equals("redirect")
                    && SessionCommands.text(request, argument + 1).matches("\\d{1,18}")) {
                return argument + 1;
            }
        }
        return 0;
    }

    void answer(Verb verb, Arguments request) {
        switch (verb) {
            case CLIENT_TRACKING -> track(request);
            case CLIENT_GETREDIR -> client.reply(out -> Encode.integer(out, own.redirectedTo()));
            default -> info();
        }
    }

    private void track(Arguments request) {
        int place = place(request);
        long target = Long.parseLong(SessionCommands.text(request, place));
        List<String> words = new ArrayList<>();
        for (int argument = 0; argument < request.count(); argument++) {
            words.add(SessionCommands.text(request, argument));
        }
        ClientSlot slot = client.place();
        lane.shared().roster().look(lane, entries -> {
            ClientEntry entry = ClientRoster.find(entries, target);
            if (entry == null) {
                unknown(slot);
                return;
            }
            entry.lane()
                    .loop()
                    .execute(() -> entry.session()
                            .keepOwnConnection(
                                    kept -> lane.loop().execute(() -> track(words, place, target, kept, slot))));
        });
    }

    private void track(List<String> words, int place, long target, ClientSession.Kept kept, ClientSlot slot) {
        NodeAddress server = kept.server();
        Backend backend = server == null || client.isClosed()
                ? null
                : own.takeIfNone(() -> lane.backends().lease(state.aloneOn(server)));
        if (backend == null) {
            unknown(slot);
            return;
        }
        words.set(place, Long.toString(kept.id()));
        ask(backend, slot, words, reply -> {
            if (!CollectedReply.isError(reply)) {
                own.listen(true);
                own.redirectedTo(target);
            }
            return reply;
        });
    }

    private void info() {
        Backend backend = own.takeIfNone(() -> null);
        if (backend == null) {
            throw new IllegalStateException("redirected without a connection of its own");
        }
        String ours = "$8\r\nredirect\r\n:" + own.redirectedTo() + "\r\n";
        ask(
                backend,
                client.place(),
                List.of("CLIENT", "TRACKINGINFO"),
                reply -> Unpooled.copiedBuffer(
                        reply.toString(ISO_8859_1)
                                .replaceFirst("\\$8\r\nredirect\r\n:\\d+\r\n", Matcher.quoteReplacement(ours)),
                        ISO_8859_1));
    }

    private void ask(Backend backend, ClientSlot slot, List<String> words, UnaryOperator<ByteBuf> change) {
        CollectedReply collected = new CollectedReply(
                1,
                reply -> client.answered(slot, change.apply(reply)),
                loss -> client.answered(slot, out -> Encode.error(out, loss.error())));
        backend.ask(collected, words.toArray(String[]::new));
    }

    private void unknown(ClientSlot slot) {
        client.answered(slot, out -> Encode.error(out, "ERR The client ID you want redirect to does not exist"));
    }
}
