package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Asks the servers what they know of clients that have connections of their own (what they watch, subscribed to, wait
/// for), and puts it together with what the ambassador knows.
///
/// One for each question, only touched on the asker's loop. A server that cannot tell is done without.
final class ClientDetails {
    private final Lane lane;
    private final SessionState asker;
    private final List<ClientEntry> entries;
    private final Map<NodeAddress, Map<Long, ClientLine>> told = new HashMap<>();
    private ClientLine usual = ClientLine.OF_REDIS;
    private @Nullable ByteBuf refusal;
    private int missing = 1;

    private final Consumer<ClientDetails> then;

    private ClientDetails(Lane lane, SessionState asker, List<ClientEntry> entries, Consumer<ClientDetails> then) {
        this.lane = lane;
        this.asker = asker;
        this.entries = entries;
        this.then = then;
    }

    /// @param harmless the client's own request, made so that it does nothing: whether the server lets it ask at all
    /// @param then is told on this loop
    static void ask(
            Lane lane, SessionState asker, List<ClientEntry> entries, String[] harmless, Consumer<ClientDetails> then) {
        ClientDetails details = new ClientDetails(lane, asker, entries, then);
        details.ask(harmless);
    }

    private void ask(String[] harmless) {
        Backend any = lane.router().forSession(asker);
        if (any != null) {
            put(any, this::allowed, harmless);
            put(any, reply -> usual = ClientLine.parse(text(reply)), "CLIENT", "INFO");
        }
        Map<NodeAddress, List<ClientEntry>> owned = entries.stream()
                .filter(entry -> entry.server() != null && entry.serverId() > 0)
                .collect(Collectors.groupingBy(entry -> java.util.Objects.requireNonNull(entry.server())));
        owned.forEach(this::askAbout);
        oneLess();
    }

    private void askAbout(NodeAddress server, List<ClientEntry> connections) {
        Backend backend = lane.router().toServer(asker, server);
        if (backend != null) {
            Stream<String> ids = connections.stream().map(entry -> Long.toString(entry.serverId()));
            String[] request =
                    Stream.concat(Stream.of("CLIENT", "LIST", "ID"), ids).toArray(String[]::new);
            put(backend, reply -> told.put(server, lines(text(reply))), request);
        }
    }

    private void put(Backend backend, Consumer<ByteBuf> whenAnswered, String... request) {
        missing++;
        backend.ask(
                new CollectedReply(
                        1,
                        reply -> {
                            whenAnswered.accept(reply);
                            oneLess();
                        },
                        _ -> oneLess()),
                request);
    }

    private void oneLess() {
        if (--missing == 0) {
            then.accept(this);
        }
    }

    private void allowed(ByteBuf reply) {
        refusal = CollectedReply.isError(reply) ? reply : null;
    }

    /// The text of a bulk, verbatim or not; nothing for an error.
    private static String text(ByteBuf reply) {
        int line = reply.indexOf(reply.readerIndex(), reply.writerIndex(), (byte) '\n') + 1;
        byte type = reply.getByte(reply.readerIndex());
        int from = type == '=' ? line + "txt:".length() : line;
        return type == '-' || from >= reply.writerIndex()
                ? ""
                : reply.toString(from, reply.writerIndex() - from, ISO_8859_1);
    }

    private static Map<Long, ClientLine> lines(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(ClientLine::parse)
                .collect(Collectors.toMap(line -> line.number("id"), line -> line, (first, _) -> first));
    }

    /// What the server answered to the client's request if that is an error; null if it may ask.
    @Nullable
    ByteBuf refusal() {
        return refusal;
    }

    /// What is to be told of each client, in the order of the entries.
    List<ClientLine> lines() {
        List<ClientLine> lines = new ArrayList<>();
        for (ClientEntry entry : entries) {
            ClientLine own = own(entry);
            lines.add(withRedirection(entry, entry.line(usualOr(own), own)));
        }
        return lines;
    }

    private ClientLine usualOr(@Nullable ClientLine own) {
        return usual.get("id").isEmpty() && own == null ? ClientLine.OF_REDIS : usual;
    }

    private @Nullable ClientLine own(ClientEntry entry) {
        Map<Long, ClientLine> there = entry.server() == null ? null : told.get(entry.server());
        return there == null ? null : there.get(entry.serverId());
    }

    /// The server names the connection that invalidations go to; here it is the client that has it.
    private ClientLine withRedirection(ClientEntry entry, ClientLine line) {
        long to = line.number("redir");
        if (to <= 0) {
            return line;
        }
        long client = entries.stream()
                .filter(other -> other.serverId() == to && java.util.Objects.equals(other.server(), entry.server()))
                .mapToLong(ClientEntry::id)
                .findFirst()
                .orElse(0);
        return line.with(Map.of("redir", Long.toString(client)));
    }
}
