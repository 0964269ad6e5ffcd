package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever servers send, and in whatever pieces: each client gets the replies to its own requests in their order, or
/// one distinct error for each, or is cut off within a reply; nothing hangs and nothing leaks.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileServerTest {
    private static final int SEEDS = 170;
    private static final int MOST_HOURS = 200;
    private static final NodeAddress PRIMARY = new NodeAddress("192.0.2.1", 6379);
    private static final NodeAddress REPLICA = new NodeAddress("192.0.2.2", 6379);
    private static final Pattern DISTINCT = Pattern.compile("-(LOSTREPLY|UNREACHABLE) [^\r\n]*\r\n");

    /// What becomes of a connection after some replies that are as they should be. None of it can be taken for a reply.
    private enum Misdeed {
        NOTHING(""),
        HANGS_UP(EmbeddedLane.HANG_UP),
        HANGS_UP_IN_A_LINE("+half" + EmbeddedLane.HANG_UP),
        HANGS_UP_IN_A_BULK("$9\r\nhalf" + EmbeddedLane.HANG_UP),
        HANGS_UP_IN_AN_ARRAY("*3\r\n:1\r\n" + EmbeddedLane.HANG_UP),
        HANGS_UP_IN_AN_ERROR("-HALF" + EmbeddedLane.HANG_UP),
        HANGS_UP_IN_A_PUSH(">2\r\n+half\r\n" + EmbeddedLane.HANG_UP),
        FALLS_SILENT(""),
        FALLS_SILENT_IN_A_BULK("$9\r\nhalf"),
        FALLS_SILENT_IN_AN_ERROR("-HALF"),
        SENDS_NO_REPLY("GET / HTTP/1.1\r\n\r\n"),
        ANNOUNCES_A_BULK_TOO_LONG("$99999999999\r\nx"),
        ANNOUNCES_A_NUMBER_TOO_LONG("$99999999999999999999999999\r\nx"),
        ANNOUNCES_TOO_MANY_ELEMENTS("*9999999999999\r\n"),
        ANNOUNCES_TOO_MANY_IN_EACH_OTHER("*1000000000000\r\n*1000000000000\r\n"),
        ANNOUNCES_LETTERS("*x\r\n"),
        SENDS_AN_ENDLESS_ERROR("-" + "E".repeat(70_000));

        private final String bytes;

        Misdeed(String bytes) {
            this.bytes = bytes;
        }
    }

    /// Answers each request as [#replyTo], until it does its misdeed; then nothing any more.
    private static final class Hostile implements EmbeddedLane.Script {
        private final Random random;
        private final Misdeed misdeed;
        private int well;

        Hostile(Random random, Misdeed misdeed) {
            this.random = random;
            this.misdeed = misdeed;
            this.well = misdeed == Misdeed.NOTHING ? Integer.MAX_VALUE : random.nextInt(12);
        }

        @Override
        public String reply(String request) {
            if (well < 0) {
                return "";
            }
            if (well-- == 0) {
                return misdeed.bytes;
            }
            String push = random.nextInt(8) == 0 ? ">2\r\n+unasked\r\n:1\r\n" : "";
            return push + replyTo(request);
        }
    }

    /// Of any kind, and told by the key whose it is.
    private static String replyTo(String request) {
        if (request.startsWith("CLIENT ID")) {
            return ":7\r\n";
        }
        if (request.equals("PING")) {
            return "+PONG\r\n";
        }
        String key = request.split(" ", -1)[1];
        Random byKey = new Random(key.hashCode());
        return switch (byKey.nextInt(8)) {
            case 0 -> "+" + key + "\r\n";
            case 1 -> "-ERR " + key + "\r\n";
            case 2 -> bulk(key + "\r\n-ERR in a bulk\r\n" + "x".repeat(byKey.nextInt(300)));
            case 3 -> "*4\r\n:1\r\n$-1\r\n*0\r\n" + bulk(key);
            case 4 -> "%2\r\n+" + key + "\r\n:1\r\n#t\r\n,1.5\r\n";
            case 5 -> "*1\r\n".repeat(1 + byKey.nextInt(300)) + bulk(key);
            case 6 -> "|1\r\n+ttl\r\n:1\r\n" + bulk(key);
            default ->
                "~3\r\n(123456789012345678901234567890\r\n_\r\n=" + (key.length() + 4) + "\r\ntxt:" + key + "\r\n";
        };
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    /// A client, and what it is owed.
    private record Asking(EmbeddedLane.Client client, List<String> owed) {
        void ask(Random random, String key) {
            String command = switch (random.nextInt(6)) {
                case 0, 1 -> "SET " + key + " 1";
                case 2 -> "BLPOP " + key + " 0";
                default -> "GET " + key;
            };
            client.send(RawClient.request(command));
            owed.add(replyTo(command));
        }

        /// How many requests have their reply or their error; fails if anything else has come.
        int answered() {
            String received = client.received();
            Matcher error = DISTINCT.matcher(received);
            int at = 0;
            for (int n = 0; n < owed.size(); n++) {
                String reply = owed.get(n);
                if (received.startsWith(reply, at)) {
                    at += reply.length();
                } else if (error.region(at, received.length()).lookingAt()) {
                    at = error.end();
                } else {
                    String rest = received.substring(at);
                    assertThat(isBeginning(rest, reply))
                            .as("what came for request %d: %s (expected: %s)", n, shortened(rest), shortened(reply))
                            .isTrue();
                    return n;
                }
            }
            assertThat(received.substring(at)).as("more than was asked for").isEmpty();
            return owed.size();
        }

        /// Of the reply itself, or of what the server began in its place.
        private static boolean isBeginning(String rest, String reply) {
            return reply.startsWith(rest) || Stream.of(Misdeed.values()).anyMatch(done -> done.bytes.startsWith(rest));
        }

        boolean isOver() {
            return !client.isOpen() || answered() == owed.size();
        }

        private static String shortened(String text) {
            return text.substring(0, Math.min(text.length(), 80)).replace("\r\n", "␍");
        }
    }

    @Test
    void nobodyGetsAnythingButTheRepliesToHisOwnRequestsInTheirOrder() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                misbehave(seed, Misdeed.values()[seed % Misdeed.values().length]);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void misbehave(int seed, Misdeed misdeed) {
        Random random = new Random(seed);
        ProxySettings settings = Settings.withPatience(
                ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE, Duration.ofMillis(1), Duration.ofSeconds(1));
        int[] connections = {0};
        try (EmbeddedLane lane = new EmbeddedLane(
                settings,
                of -> new SplitRouter(of, Settings.topology(PRIMARY, REPLICA)),
                random,
                _ -> new Hostile(random, ++connections[0] > 4 ? Misdeed.NOTHING : misdeed))) {
            List<Asking> all = new ArrayList<>();
            for (int client = 0; client < 3; client++) {
                all.add(new Asking(lane.client(), new ArrayList<>()));
            }
            for (int n = 0; n < 24; n++) {
                int client = random.nextInt(all.size());
                all.get(client).ask(random, client + "-" + n);
                if (random.nextInt(5) == 0) {
                    lane.settle();
                }
            }
            lane.settle();
            all.forEach(Asking::answered);
            for (int hours = 0; hours < MOST_HOURS && !all.stream().allMatch(Asking::isOver); hours++) {
                lane.later();
                if (hours == 5) {
                    lane.loseServers(); // those who block may do so as long as the server likes
                }
            }
            assertThat(all).as("clients that nobody answers").allMatch(Asking::isOver);
        }
    }
}
