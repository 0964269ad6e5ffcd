package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The default settings before a primary and two replicas.
class ReadsAndWritesIT {
    private static RedisSet redis;

    @BeforeAll
    static void start() {
        redis = new RedisSet();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static Connection connect() throws IOException {
        return redis.throughAmbassador().connect();
    }

    /// What the ambassador counted for a command on a route.
    private static double counted(String command, String route) {
        return redis.metrics()
                .lines()
                .filter(line -> line.startsWith("redis_ambassador_commands_total{")
                        && line.contains("command=\"" + command + "\"")
                        && line.contains("route=\"" + route + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void readsFromBothReplicasAndWritesToThePrimary() throws IOException {
        for (int client = 0; client < 4; client++) {
            try (Connection connection = connect()) {
                connection.ask("SET", "a", "1");
                RedisSet.until(
                        "the replicas have it",
                        () -> ask(connection, "GET", "a").equals("$1\r\n1\r\n"));
            }
        }
        assertThat(counted("get", "replica")).isGreaterThanOrEqualTo(4);
        assertThat(counted("set", "replica")).isZero();
        for (int replica = 0; replica < 2; replica++) {
            try (Connection direct = redis.replica(replica).connect()) {
                assertThat(direct.ask("INFO", "commandstats")).contains("cmdstat_get:");
            }
        }
    }

    private static String ask(Connection connection, String... words) {
        try {
            return connection.ask(words);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void neverReadsStaleWhatTheSameClientHasWrittenInThePipeline() throws IOException {
        Random random = new Random(1);
        int reads = 0;
        try (Connection connection = connect()) {
            for (int round = 0; round < 1500; round++) {
                ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
                int pairs = 1 + random.nextInt(5);
                for (int pair = 0; pair < pairs; pair++) {
                    String value = round + "-" + pair;
                    pipeline.writeBytes(Connection.request(List.of("SET", "stale:" + pair, value)));
                    pipeline.writeBytes(Connection.request(List.of("GET", "stale:" + pair)));
                }
                connection.send(pipeline.toByteArray(), 0, pipeline.size());
                for (int pair = 0; pair < pairs; pair++) {
                    String value = round + "-" + pair;
                    assertThat(connection.reply()).isEqualTo("+OK\r\n");
                    assertThat(connection.reply()).isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
                    reads++;
                }
            }
        }
        assertThat(reads).isGreaterThan(3000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SORT trap:list STORE trap:sorted",
                "GEORADIUS trap:geo 13 38 500 km STORE trap:near",
                "BITFIELD trap:bits GET u8 0",
                "GETEX trap:string",
                "GETSET trap:string x",
                "XREADGROUP GROUP g c COUNT 1 STREAMS trap:stream >",
                "XAUTOCLAIM trap:stream g c 0 0",
                "PFCOUNT trap:hll",
                "PUBLISH trap:channel hello",
                "EVAL return(1) 0",
                "SCAN 0",
                "DBSIZE",
                "RANDOMKEY",
                "FOO bar"
            })
    void doesNotAskAReplicaWhatOnlyThePrimaryMayAnswer(String command) throws IOException {
        String name = command.substring(0, command.indexOf(' ') < 0 ? command.length() : command.indexOf(' '))
                .toLowerCase(java.util.Locale.ROOT);
        try (Connection connection = connect()) {
            connection.ask("RPUSH", "trap:list", "b", "a");
            connection.ask("XGROUP", "CREATE", "trap:stream", "g", "0", "MKSTREAM");
            double before = counted(name, "replica");
            String reply = connection.ask(command.split(" ", -1));

            assertThat(reply).doesNotStartWith("-READONLY");
            assertThat(counted(name, "replica")).isEqualTo(before);
        }
    }

    @Test
    void countsTheReplicasThatHaveThisClientsWrites() throws IOException {
        try (Connection connection = connect()) {
            connection.ask("SET", "waited", "1");
            assertThat(connection.ask("WAIT", "2", "20000")).isEqualTo(":2\r\n");
        }
    }

    @Test
    void keepsTransactionsOfDifferentClientsApart() throws IOException {
        try (Connection one = connect();
                Connection two = connect()) {
            one.ask("SET", "balance", "1");
            assertThat(one.ask("WATCH", "balance")).isEqualTo("+OK\r\n");
            two.ask("SET", "balance", "2");
            one.ask("MULTI");
            assertThat(one.ask("INCR", "balance")).isEqualTo("+QUEUED\r\n");
            assertThat(one.ask("EXEC")).isEqualTo("*-1\r\n");
            assertThat(one.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(one.ask("INCR", "balance")).isEqualTo("+QUEUED\r\n");
            assertThat(one.ask("EXEC")).isEqualTo("*1\r\n:3\r\n");
        }
    }

    @Test
    void blocksAClientUntilAnotherOnePushes() throws IOException {
        try (Connection waiting = connect();
                Connection pushing = connect()) {
            byte[] blocking = Connection.request(List.of("BLPOP", "queue", "20"));
            waiting.send(blocking, 0, blocking.length);
            assertThat(pushing.ask("RPUSH", "queue", "job")).startsWith(":");
            assertThat(waiting.reply()).isEqualTo("*2\r\n$5\r\nqueue\r\n$3\r\njob\r\n");
        }
    }

    @Test
    void bringsMessagesAndInvalidations() throws IOException {
        try (Connection subscriber = connect();
                Connection tracking = connect();
                Connection writer = connect()) {
            assertThat(subscriber.ask("SUBSCRIBE", "news")).startsWith("*3\r\n$9\r\nsubscribe");
            RedisSet.until(
                    "somebody listens",
                    () -> ask(writer, "PUBLISH", "news", "hi").equals(":1\r\n"));
            assertThat(subscriber.reply()).isEqualTo("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n");

            assertThat(tracking.ask("HELLO", "3")).startsWith("%");
            assertThat(tracking.ask("CLIENT", "TRACKING", "ON")).isEqualTo("+OK\r\n");
            tracking.ask("GET", "tracked");
            writer.ask("SET", "tracked", "1");
            assertThat(tracking.reply()).isEqualTo(">2\r\n$10\r\ninvalidate\r\n*1\r\n$7\r\ntracked\r\n");
        }
    }

    @Test
    void refusesMalformedRequestsAsRedisDoes() throws IOException {
        try (Connection direct = redis.replica(0).connect();
                Connection through = connect()) {
            byte[] malformed = "*1\r\n$-5\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            direct.send(malformed, 0, malformed.length);
            through.send(malformed, 0, malformed.length);
            assertThat(through.toEnd()).isEqualTo(direct.toEnd());
        }
    }

    /// Real Redis lets whoever asks it who it is wait, too.
    @Test
    void waitsForAPrimaryThatPausesAndTakesItForNothingElse() throws IOException {
        String topology = primaryIn(redis.topology());
        try (Connection pausing = connect();
                Connection writing = connect();
                Connection blocking = connect()) {
            blocking.ask("CLIENT", "SETNAME", "paused");
            byte[] pause = Connection.request(List.of("CLIENT", "PAUSE", "3000", "ALL"));
            pausing.send(pause, 0, pause.length);
            assertThat(pausing.reply()).isEqualTo("+OK\r\n");
            byte[] write = Connection.request(List.of("SET", "paused", "1"));
            writing.send(write, 0, write.length);
            // needs a new connection to the primary, which as a rule has a second to let it in
            byte[] transaction = "*1\r\n$5\r\nMULTI\r\n*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nEXEC\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            blocking.send(transaction, 0, transaction.length);

            assertThat(writing.reply()).isEqualTo("+OK\r\n");
            assertThat(blocking.reply()).isEqualTo("+OK\r\n");
            assertThat(blocking.reply()).isEqualTo("+QUEUED\r\n");
            assertThat(blocking.reply()).isEqualTo("*1\r\n+PONG\r\n");
        }
        assertThat(primaryIn(redis.topology())).isEqualTo(topology);
        assertThat(redis.metrics())
                .contains("redis_ambassador_failovers_total{listener=\"default\"} 0.0")
                .contains("redis_ambassador_ejections_total 0.0")
                .contains("redis_ambassador_errors_total{cause=\"timeout\"} 0.0");
    }

    private static String primaryIn(String topology) {
        return topology.replaceFirst("(?s)^.*?\"primary\":\\{\"address\":\"([^\"]*)\".*$", "$1");
    }

    @Test
    void readsOnWithoutAnErrorWhenAReplicaDies() throws IOException {
        try (RedisSet own = new RedisSet();
                Connection connection = own.throughAmbassador().connect()) {
            connection.ask("SET", "a", "1");
            assertThat(connection.ask("WAIT", "2", "20000")).isEqualTo(":2\r\n");
            for (int i = 0; i < 2; i++) {
                for (int read = 0; read < 200; read++) {
                    assertThat(connection.ask("GET", "a")).isEqualTo("$1\r\n1\r\n");
                }
                own.stopReplica(i);
            }
            for (int read = 0; read < 200; read++) {
                assertThat(connection.ask("GET", "a")).isEqualTo("$1\r\n1\r\n");
            }
        }
    }
}
