package io.podhelpers.redisambassador.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

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

    private final Address server;
    private final Address ambassador;
    private final long seed;
    private final Random random;
    private final CommandMaker maker;
    private final List<String> history = new ArrayList<>();
    private int compared;

    Differential(Address server, Address ambassador, long seed) {
        this.server = server;
        this.ambassador = ambassador;
        this.seed = seed;
        this.random = new Random(seed);
        this.maker = new CommandMaker(random);
    }

    /// One client, connected to both.
    private record Pair(Connection server, Connection ambassador) implements AutoCloseable {
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
                turn(client, pairs.get(client));
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

    private void sendInPieces(Connection connection, byte[] pipeline) throws IOException {
        for (int at = 0; at < pipeline.length; ) {
            int piece = random.nextInt(4) > 0 ? pipeline.length - at : 1 + random.nextInt(pipeline.length - at);
            connection.send(pipeline, at, piece);
            at += piece;
        }
    }

    private void compare(int client, List<String> request, Pair pair) throws IOException {
        history.add(client + ": " + printable(String.join(" ", request)));
        String expected = masked(pair.server().reply());
        history.set(history.size() - 1, history.getLast() + " -> " + printable(expected));
        String got;
        try {
            got = masked(pair.ambassador().reply());
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
        return reply.replaceAll("\\$2\r\nid\r\n:\\d+\r\n", "\\$2\r\nid\r\n:?\r\n")
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
