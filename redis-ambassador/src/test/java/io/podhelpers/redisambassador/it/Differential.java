package io.podhelpers.redisambassador.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Puts the same random requests to a server and to the ambassador before another such server, and compares every
/// reply.
///
/// Several clients take turns; each turn is a pipeline, cut into pieces at random places.
final class Differential {
    /// Where something listens.
    record Address(String host, int port) {
        Connection connect() throws IOException {
            return new Connection(host, port);
        }
    }

    /// A message as RESP2 brings it.
    private static final Pattern MESSAGE = Pattern.compile("\\*[34]\r\n\\$\\d\r\np?message\r\n");

    private final Address server;
    private final Address ambassador;
    private final long seed;
    private final Random random;
    private final CommandMaker maker;
    private final List<String> history = new ArrayList<>();
    private int compared;
    private int messages;

    Differential(Address server, Address ambassador, long seed) {
        this.server = server;
        this.ambassador = ambassador;
        this.seed = seed;
        this.random = new Random(seed);
        this.maker = new CommandMaker(random);
    }

    private Differential(Address server, Address ambassador, long seed, CommandMaker maker, Random random) {
        this.server = server;
        this.ambassador = ambassador;
        this.seed = seed;
        this.random = random;
        this.maker = maker;
    }

    /// With requests that a cluster can answer, too.
    static Differential ofCluster(Address server, Address ambassador, long seed) {
        Random random = new Random(seed);
        return new Differential(server, ambassador, seed, CommandMaker.ofCluster(random), random);
    }

    /// One client, connected to both; and the messages that each has got beside replies, in their order.
    private record Pair(Connection server, Connection ambassador, List<String> messages, List<String> messagesThrough)
            implements AutoCloseable {
        Pair(Connection server, Connection ambassador) {
            this(server, ambassador, new ArrayList<>(), new ArrayList<>());
        }

        String reply(List<String> request) throws IOException {
            return reply(server, request, messages);
        }

        String replyThrough(List<String> request) throws IOException {
            return reply(ambassador, request, messagesThrough);
        }

        /// The next reply; what no request asks for is put aside.
        private static String reply(Connection connection, List<String> request, List<String> messages)
                throws IOException {
            boolean subscribes =
                    request.getFirst().toUpperCase(java.util.Locale.ROOT).endsWith("SUBSCRIBE");
            while (true) {
                String reply = connection.reply();
                boolean isPush = reply.startsWith(">") && !(subscribes && reply.contains("subscribe\r\n"));
                if (!isPush && !MESSAGE.matcher(reply).lookingAt()) {
                    return reply;
                }
                messages.add(reply);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            ambassador.close();
        }
    }

    /// Runs the turns and returns how many replies were compared; fails at the first that differs, with what led to it.
    int run(int clients, int turns) throws IOException {
        try (Connection direct = server.connect();
                Connection through = ambassador.connect()) {
            assertThat(direct.ask("FLUSHALL")).isEqualTo(through.ask("FLUSHALL"));
        }
        List<Pair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                pairs.add(new Pair(server.connect(), ambassador.connect()));
            }
            for (int turn = 0; turn < turns; turn++) {
                int client = random.nextInt(clients);
                if (clients > 1 && random.nextInt(30) == 0) {
                    blockingTurn(client, (client + 1) % clients, pairs);
                } else {
                    turn(client, pairs.get(client));
                }
            }
            for (int client = 0; client < clients; client++) {
                compareMessages(client, pairs.get(client));
            }
        } finally {
            for (Pair pair : pairs) {
                pair.close();
            }
        }
        return compared;
    }

    private void turn(int client, Pair pair) throws IOException {
        List<List<String>> requests = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(random.nextBoolean() ? 1 : 12);
        for (int i = 0; i < count; i++) {
            List<String> request = maker.next();
            requests.add(request);
            bytes.writeBytes(Connection.request(request));
        }
        byte[] pipeline = bytes.toByteArray();
        pair.server().send(pipeline, 0, pipeline.length);
        sendInPieces(pair.ambassador(), pipeline);
        for (List<String> request : requests) {
            compare(client, request, pair);
        }
    }

    /// One client waits for what another one brings.
    private void blockingTurn(int waiting, int bringing, List<Pair> pairs) throws IOException {
        List<String> protocol = List.of("HELLO", random.nextBoolean() ? "2" : "3");
        for (int client : List.of(waiting, bringing)) {
            one(client, List.of("RESET"), pairs.get(client));
            one(client, protocol, pairs.get(client));
        }
        one(bringing, List.of("DEL", "queue", "sorted", "stream", "other"), pairs.get(bringing));
        String[] blocking = BLOCKING[random.nextInt(BLOCKING.length)].split(" : ", -1);
        List<String> request = List.of(blocking[0].split(" ", -1));
        byte[] bytes = Connection.request(request);
        pairs.get(waiting).server().send(bytes, 0, bytes.length);
        pairs.get(waiting).ambassador().send(bytes, 0, bytes.length);
        one(bringing, List.of(blocking[1].split(" ", -1)), pairs.get(bringing));
        compare(waiting, request, pairs.get(waiting));
    }

    private static final String[] BLOCKING = {
        "BLPOP queue 20 : RPUSH queue a b",
        "BRPOP other queue 20 : LPUSH queue a b",
        "BLMOVE queue other LEFT RIGHT 20 : RPUSH queue a",
        "BRPOPLPUSH queue other 20 : RPUSH queue a",
        "BLMPOP 20 2 other queue LEFT COUNT 2 : RPUSH queue a b c",
        "BZPOPMIN sorted 20 : ZADD sorted 1 a 2 b",
        "BZPOPMAX other sorted 20 : ZADD sorted 1 a 2 b",
        "BZMPOP 20 1 sorted MAX : ZADD sorted 1 a 2 b",
        "XREAD BLOCK 20000 STREAMS stream 0 : XADD stream 1-1 f v",
        "XREAD COUNT 1 BLOCK 20000 STREAMS other stream 0 0 : XADD stream 1-1 f v",
    };

    private void one(int client, List<String> request, Pair pair) throws IOException {
        byte[] bytes = Connection.request(request);
        pair.server().send(bytes, 0, bytes.length);
        sendInPieces(pair.ambassador(), bytes);
        compare(client, request, pair);
    }

    /// By the reply to a last request all that was sent to the client before is there.
    private void compareMessages(int client, Pair pair) throws IOException {
        one(client, List.of("PING", "last"), pair);
        assertThat(pair.messagesThrough().stream().map(Differential::printable))
                .as("seed %d, messages to client %d", seed, client)
                .containsExactlyElementsOf(
                        pair.messages().stream().map(Differential::printable).toList());
        messages += pair.messages().size();
    }

    /// How many pushes and messages were compared.
    int messages() {
        return messages;
    }

    private void sendInPieces(Connection connection, byte[] pipeline) throws IOException {
        for (int at = 0; at < pipeline.length; ) {
            int piece = random.nextInt(4) > 0 ? pipeline.length - at : 1 + random.nextInt(pipeline.length - at);
            connection.send(pipeline, at, piece);
            at += piece;
        }
    }

    private void compare(int client, List<String> request, Pair pair) throws IOException {
        history.add(client + ": " + printable(String.join(" ", request)));
        String expected = masked(pair.reply(request));
        history.set(history.size() - 1, history.getLast() + " -> " + printable(expected));
        String got;
        try {
            got = masked(pair.replyThrough(request));
        } catch (IOException e) {
            got = e.toString();
        }
        compared++;
        assertThat(printable(got))
                .as(
                        "seed %d, the reply to the last of:%n%s",
                        seed, String.join("\n", history.subList(Math.max(0, history.size() - 40), history.size())))
                .isEqualTo(printable(expected));
    }

    /// What differs between connections and moments of the same server: ids that are numbers of time or of a client.
    private static String masked(String reply) {
        return reply.replace("mode\r\n$7\r\ncluster\r\n", "mode\r\n$10\r\nstandalone\r\n")
                .replaceAll("\\$2\r\nid\r\n:\\d+\r\n", "\\$2\r\nid\r\n:?\r\n")
                .replaceAll("\\d{13}-\\d+", "time-0");
    }

    private static String printable(String bytes) {
        String text = bytes.length() > 100 ? bytes.substring(0, 100) + "… " + bytes.length() : bytes;
        StringBuilder printable = new StringBuilder();
        for (byte character : text.getBytes(ISO_8859_1)) {
            if (character >= ' ' && character < 127) {
                printable.append((char) character);
            } else {
                printable.append(character == '\r' ? "\\r" : character == '\n' ? "\\n" : "?");
            }
        }
        return printable.toString();
    }
}
