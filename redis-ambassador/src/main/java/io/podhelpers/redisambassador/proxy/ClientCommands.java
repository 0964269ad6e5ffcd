package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// `CLIENT LIST`, `INFO`, `KILL` and `UNBLOCK`: about the clients of this listener, as one server would tell of its
/// own,
/// and not about the few connections that they share.
///
/// The server is asked whether it would let this client ask, in a form that does no harm. Called when nothing of the
/// client is unanswered.
final class ClientCommands {
    /// A number that no server's client has.
    private static final String NOBODY = Long.toString(Long.MAX_VALUE);

    private final Lane lane;
    private final ClientSession client;
    private final SessionState state;

    ClientCommands(Lane lane, ClientSession client, SessionState state) {
        this.lane = lane;
        this.client = client;
        this.state = state;
    }

    void info() {
        ClientSlot slot = client.place();
        List<ClientEntry> self = List.of(client.entry());
        ClientDetails.ask(
                lane, state, self, words("CLIENT", "INFO"), details -> answerText(slot, details, details.lines()));
    }

    void list(Arguments request) {
        ClientFilter filter;
        try {
            filter = ClientFilter.ofList(after(request, 2));
        } catch (ClientFilter.Wrong wrong) {
            client.replyError(wrong.error());
            return;
        }
        ClientSlot slot = client.place();
        lane.shared()
                .roster()
                .look(
                        lane,
                        entries -> ClientDetails.ask(
                                lane, state, entries, words("CLIENT", "LIST", "ID", NOBODY), details -> {
                                    List<ClientLine> lines = details.lines().stream()
                                            .filter(filter.matches())
                                            .toList();
                                    answerText(slot, details, lines);
                                }));
    }

    private void answerText(ClientSlot slot, ClientDetails details, List<ClientLine> lines) {
        if (!refused(slot, details)) {
            String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
            client.answered(slot, out -> Encode.text(out, text, state.resp));
        }
    }

    void kill(Arguments request) {
        List<String> arguments = after(request, 2);
        ClientFilter filter;
        try {
            filter = ClientFilter.ofKill(arguments);
        } catch (ClientFilter.Wrong wrong) {
            client.replyError(wrong.error());
            return;
        }
        ClientSlot slot = client.place();
        lane.shared()
                .roster()
                .look(
                        lane,
                        entries -> ClientDetails.ask(lane, state, entries, harmless(arguments), details -> {
                            if (!refused(slot, details)) {
                                kill(filter, entries, details.lines(), slot);
                            }
                        }));
    }

    /// The same filters, so that the server looks at them, and one more that nobody passes.
    private static String[] harmless(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("CLIENT", "KILL"));
        for (int at = 0; at + 1 < arguments.size(); at += 2) {
            if (!arguments.get(at).toLowerCase(Locale.ROOT).equals("id")) {
                words.addAll(arguments.subList(at, at + 2));
            }
        }
        words.addAll(List.of("ID", NOBODY));
        return words.toArray(String[]::new);
    }

    private void kill(ClientFilter filter, List<ClientEntry> entries, List<ClientLine> lines, ClientSlot slot) {
        int killed = 0;
        boolean self = false;
        for (int i = 0; i < entries.size(); i++) {
            ClientEntry entry = entries.get(i);
            boolean isSelf = entry.id() == state.id;
            if (!filter.matches().test(lines.get(i)) || (isSelf && filter.skipsAsker())) {
                continue;
            }
            killed++;
            self |= isSelf;
            if (!isSelf) {
                entry.lane().loop().execute(entry.session()::close);
            }
        }
        int count = killed;
        client.answered(slot, out -> killed(filter, count, out));
        if (self) {
            client.closeAfterFlush();
        }
    }

    private static void killed(ClientFilter filter, int count, ByteBuf out) {
        if (!filter.one()) {
            Encode.integer(out, count);
        } else if (count == 0) {
            Encode.error(out, "ERR No such client");
        } else {
            Encode.simple(out, "OK");
        }
    }

    /// The server words what is wrong with the arguments, and knows whether the client it finds is blocked.
    void unblock(Arguments request) {
        List<String> words = after(request, 0);
        ClientSlot slot = client.place();
        lane.shared().roster().look(lane, entries -> {
            ClientEntry blocked = ClientRoster.find(entries, number(words.get(2)));
            NodeAddress server = blocked == null || blocked.serverId() == 0 ? null : blocked.server();
            if (isNumber(words.get(2))) {
                words.set(2, blocked == null || server == null ? NOBODY : Long.toString(blocked.serverId()));
            }
            Backend backend = server == null
                    ? lane.router().forSession(state)
                    : lane.router().toServer(state, server);
            if (backend == null) {
                client.answered(
                        slot,
                        out -> Encode.error(out, "UNREACHABLE " + lane.router().whyUnreachable()));
                return;
            }
            backend.ask(
                    new CollectedReply(
                            1,
                            reply -> client.answered(slot, reply),
                            loss -> client.answered(slot, out -> Encode.error(out, loss.error()))),
                    words.toArray(String[]::new));
        });
    }

    private static boolean isNumber(String word) {
        return word.matches("-?\\d{1,18}");
    }

    private static long number(String word) {
        return isNumber(word) ? Long.parseLong(word) : 0;
    }

    // ----

    private static String[] words(String... words) {
        return words;
    }

    private static List<String> after(Arguments request, int first) {
        return IntStream.range(first, request.count())
                .mapToObj(argument -> SessionCommands.text(request, argument))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private boolean refused(ClientSlot slot, ClientDetails details) {
        ByteBuf refusal = details.refusal();
        if (refusal == null) {
            return false;
        }
        client.answered(slot, refusal);
        return true;
    }
}
