package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.it.Connection;
import io.podhelpers.redisambassador.topology.RedisNode;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients see of themselves and of each other, before a real server; the service runs in this process, with two
/// event loops.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClientsIT {
    private static RedisNode redis;
    private static RunningAmbassador ambassador;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisNode.primary("--enable-debug-command", "yes");
        redis.start();
        port = FreePorts.next();
        ambassador = new RunningAmbassador(
                "--upstream=redis://" + redis.ip(), "--listen-address=127.0.0.1:" + port, "--loops=2");
    }

    @AfterAll
    static void stop() {
        ambassador.close();
        redis.stop();
    }

    private static Connection connect() throws IOException {
        return new Connection("127.0.0.1", port);
    }

    private static Connection direct() throws IOException {
        return new Connection(redis.ip(), 6379);
    }

    private static String ask(Connection client, String request) throws IOException {
        return client.ask(request.split(" ", -1));
    }

    private static void send(Connection client, String request) throws IOException {
        byte[] bytes = Connection.request(List.of(request.split(" ", -1)));
        client.send(bytes, 0, bytes.length);
    }

    private static long id(Connection client) throws IOException {
        return Long.parseLong(client.ask("CLIENT", "ID").strip().substring(1));
    }

    /// The fields of the line of `CLIENT LIST` that another client sees of this one; empty if there is none.
    private static Map<String, String> line(Connection asks, long of) throws IOException {
        return asks.ask("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("id=" + of + " "))
                .map(ClientsIT::fields)
                .findFirst()
                .orElse(Map.of());
    }

    private static Map<String, String> fields(String line) {
        return Arrays.stream(line.strip().replaceFirst("^txt:", "").split(" ", -1))
                .collect(Collectors.toMap(
                        field -> field.substring(0, field.indexOf('=')),
                        field -> field.substring(field.indexOf('=') + 1)));
    }

    private static void until(String what, Check check) {
        RunningAmbassador.until(what, () -> {
            try {
                return check.holds();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private interface Check {
        boolean holds() throws IOException;
    }

    // ---- CLIENT LIST and INFO

    @Test
    void listsTheClientsAndNotTheConnectionsThatTheyShare() throws IOException {
        try (Connection one = connect();
                Connection two = connect()) {
            ask(one, "CLIENT SETNAME first");
            ask(one, "CLIENT SETINFO lib-name test-lib");
            ask(one, "SELECT 3");
            ask(one, "GET a");
            ask(two, "HELLO 3 SETNAME second");
            ask(two, "CLIENT NO-EVICT on");

            Map<String, String> first = line(two, id(one));
            assertThat(first)
                    .containsEntry("name", "first")
                    .containsEntry("lib-name", "test-lib")
                    .containsEntry("db", "3")
                    .containsEntry("flags", "N")
                    .containsEntry("user", "default")
                    .containsEntry("resp", "2")
                    .containsEntry("cmd", "client|id")
                    .containsEntry("laddr", "127.0.0.1:" + port);
            Map<String, String> second = line(two, id(two));
            assertThat(second)
                    .containsEntry("name", "second")
                    .containsEntry("resp", "3")
                    .containsEntry("flags", "e")
                    .containsEntry("cmd", "client|list");
            assertThat(ask(two, "CLIENT INFO")).startsWith("=").contains("txt:id=" + id(two) + " ");
            assertThat(ask(one, "CLIENT LIST ID " + id(two) + " 987654"))
                    .contains("name=second")
                    .doesNotContain("name=first");
        }
    }

    @Test
    void tellsTheFieldsThatTheServerTellsInItsOrder() throws IOException {
        try (Connection through = connect();
                Connection direct = direct()) {
            assertThat(names(ask(through, "CLIENT INFO"))).isEqualTo(names(ask(direct, "CLIENT INFO")));
            ask(through, "MULTI");
            try (Connection other = connect()) {
                assertThat(names(ask(other, "CLIENT LIST"))).isEqualTo(names(ask(direct, "CLIENT LIST")));
            }
        }
    }

    private static List<String> names(String reply) {
        String line = reply.lines().toList().get(1);
        return Arrays.stream(line.split(" ", -1))
                .map(field -> field.substring(0, field.indexOf('=')))
                .toList();
    }

    @Test
    void tellsWhatAClientDoesOnAConnectionOfItsOwn() throws IOException {
        try (Connection asks = connect();
                Connection queues = connect();
                Connection subscribes = connect();
                Connection subscribesIn3 = connect();
                Connection waits = connect()) {
            long queueing = id(queues);
            long subscriber = id(subscribes);
            long waiting = id(waits);
            ask(queues, "WATCH k");
            ask(queues, "MULTI");
            ask(queues, "GET a");
            ask(subscribes, "SUBSCRIBE news");
            ask(subscribesIn3, "HELLO 3");
            ask(subscribesIn3, "PSUBSCRIBE new*");
            long in3 = id(subscribesIn3);
            ask(waits, "CLIENT SETNAME patient");
            send(waits, "BLPOP nothing 0");

            until("it is blocked", () -> "b".equals(line(asks, waiting).get("flags")));
            assertThat(line(asks, waiting)).containsEntry("name", "patient").containsEntry("cmd", "blpop");
            assertThat(line(asks, queueing))
                    .containsEntry("flags", "x")
                    .containsEntry("multi", "1")
                    .containsEntry("watch", "1");
            assertThat(line(asks, subscriber)).containsEntry("flags", "P").containsEntry("sub", "1");
            assertThat(line(asks, in3)).containsEntry("flags", "P").containsEntry("psub", "1");
            assertThat(ask(asks, "CLIENT LIST TYPE pubsub"))
                    .contains("id=" + subscriber + " ", "id=" + in3 + " ")
                    .doesNotContain("id=" + waiting + " ");
            assertThat(ask(asks, "CLIENT LIST TYPE normal"))
                    .contains("id=" + waiting + " ")
                    .doesNotContain("id=" + subscriber + " ");
        }
    }

    // ---- CLIENT KILL

    @Test
    void killsByIdByAddressByTypeAndByName() throws IOException {
        try (Connection killer = connect()) {
            try (Connection victim = connect()) {
                assertThat(ask(killer, "CLIENT KILL ID " + id(victim))).isEqualTo(":1\r\n");
                assertThat(victim.toEnd()).isEmpty();
            }
            try (Connection victim = connect()) {
                String address = line(killer, id(victim)).get("addr");
                assertThat(ask(killer, "CLIENT KILL " + address)).isEqualTo("+OK\r\n");
                assertThat(victim.toEnd()).isEmpty();
                assertThat(ask(killer, "CLIENT KILL " + address)).isEqualTo("-ERR No such client\r\n");
            }
            try (Connection victim = connect()) {
                String address = line(killer, id(victim)).get("addr");
                assertThat(ask(killer, "CLIENT KILL ADDR " + address + " USER default"))
                        .isEqualTo(":1\r\n");
                assertThat(victim.toEnd()).isEmpty();
            }
            try (Connection victim = connect()) {
                ask(victim, "SUBSCRIBE news");
                assertThat(ask(killer, "CLIENT KILL TYPE pubsub")).isEqualTo(":1\r\n");
                assertThat(victim.toEnd()).isEmpty();
            }
            try (Connection victim = connect()) {
                long id = id(victim);
                assertThat(ask(killer, "CLIENT KILL MAXAGE 100000")).isEqualTo(":0\r\n");
                until("it is a second old", () -> !"0".equals(line(killer, id).get("age")));
                assertThat(ask(killer, "CLIENT KILL MAXAGE 1 LADDR 127.0.0.1:" + port + " ID " + id))
                        .isEqualTo(":1\r\n");
                assertThat(victim.toEnd()).isEmpty();
            }
            assertThat(ask(killer, "CLIENT KILL ID " + id(killer))).isEqualTo(":0\r\n");
            assertThat(ask(killer, "CLIENT KILL SKIPME no ID " + id(killer))).isEqualTo(":1\r\n");
            assertThat(killer.toEnd()).isEmpty();
        }
        try (Connection other = connect()) {
            assertThat(ask(other, "PING")).isEqualTo("+PONG\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLIENT KILL",
                "CLIENT KILL 1.2.3.4:5",
                "CLIENT KILL ID",
                "CLIENT KILL ID 0",
                "CLIENT KILL ID x",
                "CLIENT KILL ID 999999 ID 999998",
                "CLIENT KILL ID 999999 FOO",
                "CLIENT KILL FOO bar",
                "CLIENT KILL TYPE foo",
                "CLIENT KILL TYPE replica",
                "CLIENT KILL USER nobody",
                "CLIENT KILL MAXAGE x",
                "CLIENT KILL MAXAGE 0",
                "CLIENT KILL SKIPME maybe",
                "CLIENT LIST foo",
                "CLIENT LIST TYPE",
                "CLIENT LIST TYPE foo",
                "CLIENT LIST TYPE master",
                "CLIENT LIST ID",
                "CLIENT LIST ID x",
                "CLIENT LIST ID 0 999999",
                "CLIENT INFO x",
                "CLIENT UNBLOCK x",
                "CLIENT UNBLOCK 999999",
                "CLIENT UNBLOCK 999999 foo",
                "CLIENT UNBLOCK 999999 TIMEOUT x",
                "CLIENT NO-TOUCH x",
                "CLIENT TRACKING on REDIRECT 999999",
                "CLIENT TRACKING on REDIRECT x",
                "CLIENT TRACKING on REDIRECT",
                "CLIENT TRACKING maybe",
                "CLIENT PAUSE x",
                "CLIENT UNPAUSE",
                "CLIENT TRACKINGINFO",
                "CLIENT GETREDIR",
            })
    void answersLikeTheServerAlone(String request) throws IOException {
        try (Connection through = connect();
                Connection direct = direct()) {
            assertThat(ask(through, request)).isEqualTo(ask(direct, request));
        }
    }

    @Test
    void doesNotLetAUserSeeOrKillWhomTheServerWouldNotLet() throws IOException {
        try (Connection admin = direct();
                Connection through = connect()) {
            ask(admin, "ACL SETUSER limited on >secret ~* +@all -client|list -client|kill -client|unblock");
            ask(through, "AUTH limited secret");
            assertThat(ask(through, "CLIENT LIST")).startsWith("-NOPERM");
            assertThat(ask(through, "CLIENT KILL ID 1")).startsWith("-NOPERM");
            assertThat(ask(through, "CLIENT UNBLOCK 1")).startsWith("-NOPERM");
            assertThat(ask(through, "CLIENT INFO")).contains("user=limited");
        }
    }

    // ---- blocked clients

    @ParameterizedTest
    @ValueSource(strings = {"", " TIMEOUT", " ERROR"})
    void wakesABlockedClient(String how) throws IOException {
        try (Connection blocked = connect();
                Connection wakes = connect()) {
            long id = id(blocked);
            assertThat(ask(wakes, "CLIENT UNBLOCK " + id)).isEqualTo(":0\r\n");
            send(blocked, "BLPOP nothing 0");
            until(
                    "it is blocked",
                    () -> ask(wakes, "CLIENT UNBLOCK " + id + how).equals(":1\r\n"));
            assertThat(blocked.reply())
                    .isEqualTo(how.equals(" ERROR") ? "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n" : "*-1\r\n");
            assertThat(ask(blocked, "PING")).isEqualTo("+PONG\r\n");
        }
    }

    // ---- tracking

    @Test
    void redirectsInvalidationsToAnotherClient() throws IOException {
        try (Connection hears = connect();
                Connection reads = connect();
                Connection writes = connect()) {
            long ears = id(hears);
            assertThat(ask(reads, "CLIENT GETREDIR")).isEqualTo(":-1\r\n");
            assertThat(ask(reads, "CLIENT TRACKING ON REDIRECT " + ears)).isEqualTo("+OK\r\n");
            ask(hears, "SUBSCRIBE __redis__:invalidate");
            assertThat(ask(reads, "CLIENT GETREDIR")).isEqualTo(":" + ears + "\r\n");
            assertThat(ask(reads, "CLIENT TRACKINGINFO")).contains("redirect\r\n:" + ears + "\r\n");
            assertThat(line(writes, id(reads))).containsEntry("redir", Long.toString(ears));
            ask(reads, "GET tracked");
            ask(writes, "SET tracked 1");
            assertThat(hears.reply())
                    .isEqualTo("*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$7\r\ntracked\r\n");
            assertThat(ask(reads, "CLIENT TRACKING OFF")).isEqualTo("+OK\r\n");
            assertThat(ask(reads, "CLIENT GETREDIR")).isEqualTo(":-1\r\n");
        }
    }

    @Test
    void tellsInvalidationsBesideRepliesAndKnowsWhatIsTracked() throws IOException {
        try (Connection reads = connect();
                Connection writes = connect()) {
            ask(reads, "HELLO 3");
            assertThat(ask(reads, "CLIENT CACHING YES")).startsWith("-ERR CLIENT CACHING can be called only when");
            assertThat(ask(reads, "CLIENT TRACKING ON OPTIN")).isEqualTo("+OK\r\n");
            assertThat(ask(reads, "CLIENT TRACKINGINFO")).contains("$5\r\noptin\r\n");
            long id = id(reads);
            assertThat(line(writes, id)).containsEntry("flags", "t");
            ask(reads, "GET not-cached");
            assertThat(ask(reads, "CLIENT CACHING YES")).isEqualTo("+OK\r\n");
            ask(reads, "GET cached");
            ask(writes, "SET not-cached 1");
            ask(writes, "SET cached 1");
            assertThat(reads.reply()).isEqualTo(">2\r\n$10\r\ninvalidate\r\n*1\r\n$6\r\ncached\r\n");
            assertThat(id(reads)).isEqualTo(id);
        }
    }

    // ---- keyspace notifications

    @Test
    void bringsKeyspaceNotifications() throws IOException {
        try (Connection hears = connect();
                Connection writes = connect()) {
            assertThat(ask(writes, "CONFIG SET notify-keyspace-events KEA")).isEqualTo("+OK\r\n");
            ask(hears, "PSUBSCRIBE __keyevent@0__:*");
            ask(writes, "SET noticed 1");
            assertThat(hears.reply()).contains("__keyevent@0__:set\r\n$7\r\nnoticed\r\n");
            ask(writes, "PEXPIRE noticed 1");
            assertThat(hears.reply()).contains("__keyevent@0__:expire\r\n$7\r\nnoticed\r\n");
            assertThat(hears.reply()).contains("__keyevent@0__:expired\r\n$7\r\nnoticed\r\n");
            writes.ask("CONFIG", "SET", "notify-keyspace-events", "");
        }
    }

    // ---- what would change the server's view of the keys

    @Test
    void readsOfAClientThatDoesNotTouchLeaveTheKeysAlone() throws IOException {
        try (Connection client = connect()) {
            ask(client, "SET idle 1");
            ask(client, "CLIENT NO-TOUCH on");
            until("it is idle", () -> !ask(client, "OBJECT IDLETIME idle").equals(":0\r\n"));
            ask(client, "GET idle");
            assertThat(ask(client, "OBJECT IDLETIME idle")).isNotEqualTo(":0\r\n");
            ask(client, "CLIENT NO-TOUCH off");
            ask(client, "GET idle");
            assertThat(ask(client, "OBJECT IDLETIME idle")).isEqualTo(":0\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYNC", "PSYNC ? -1", "REPLCONF listening-port 6380", "SCRIPT DEBUG YES"})
    void refusesWhatIsForServersAmongThemselves(String request) throws IOException {
        try (Connection client = connect()) {
            assertThat(ask(client, request)).startsWith("-NOPERM the ambassador does not let '");
            assertThat(ask(client, "PING")).isEqualTo("+PONG\r\n");
        }
    }

    // ---- messages in RESP3 beside replies

    @Test
    void aSubscriberInResp3GoesOnAsAnyOtherClient() throws IOException {
        try (Connection subscriber = connect();
                Connection other = connect()) {
            ask(subscriber, "HELLO 3");
            long id = id(subscriber);
            assertThat(ask(subscriber, "SUBSCRIBE one two")).isEqualTo(">3\r\n$9\r\nsubscribe\r\n$3\r\none\r\n:1\r\n");
            assertThat(subscriber.reply()).isEqualTo(">3\r\n$9\r\nsubscribe\r\n$3\r\ntwo\r\n:2\r\n");
            assertThat(id(subscriber)).isEqualTo(id);
            assertThat(ask(subscriber, "CLIENT SETNAME ears")).isEqualTo("+OK\r\n");
            assertThat(ask(subscriber, "SELECT 5")).isEqualTo("+OK\r\n");
            assertThat(ask(subscriber, "SET in-five 1")).isEqualTo("+OK\r\n");
            assertThat(ask(other, "GET in-five")).isEqualTo("$-1\r\n");
            assertThat(line(other, id)).containsEntry("name", "ears").containsEntry("db", "5");
            assertThat(ask(other, "PUBLISH one hello")).isEqualTo(":1\r\n");
            assertThat(subscriber.reply()).isEqualTo(">3\r\n$7\r\nmessage\r\n$3\r\none\r\n$5\r\nhello\r\n");
            assertThat(ask(subscriber, "SUBSCRIBE")).startsWith("-ERR wrong number of arguments");
            assertThat(ask(subscriber, "UNSUBSCRIBE")).startsWith(">3\r\n$11\r\nunsubscribe");
            assertThat(subscriber.reply())
                    .startsWith(">3\r\n$11\r\nunsubscribe")
                    .endsWith(":0\r\n");
            assertThat(ask(subscriber, "PING")).isEqualTo("+PONG\r\n");
            assertThat(ask(subscriber, "GET in-five")).isEqualTo("$1\r\n1\r\n");
        }
    }

    @Test
    void aRefusedSubscriptionIsToldAndNothingComesAfterIt() throws IOException {
        try (Connection admin = direct();
                Connection client = connect()) {
            ask(admin, "ACL SETUSER deaf on >secret ~* resetchannels +@all -ping");
            ask(client, "HELLO 3 AUTH deaf secret");
            assertThat(ask(client, "SUBSCRIBE one")).startsWith("-NOPERM");
            assertThat(ask(client, "GET nothing")).isEqualTo("_\r\n");
            assertThat(ask(client, "PING")).startsWith("-NOPERM");
        }
    }

    @Test
    void deliversLargeMessagesBetweenReplies() throws IOException {
        String large = "m".repeat(300_000);
        try (Connection subscriber = connect();
                Connection other = connect()) {
            ask(subscriber, "HELLO 3");
            ask(subscriber, "SUBSCRIBE large");
            ask(subscriber, "SET value " + "v".repeat(300_000));
            for (int round = 0; round < 5; round++) {
                send(subscriber, "GET value");
                send(subscriber, "CLIENT GETNAME");
                assertThat(ask(other, "PUBLISH large " + large)).isEqualTo(":1\r\n");
                List<String> got = List.of(subscriber.reply(), subscriber.reply(), subscriber.reply()).stream()
                        .map(reply -> reply.substring(0, 1))
                        .toList();
                assertThat(got).containsExactlyInAnyOrder("$", "_", ">");
            }
        }
    }
}
