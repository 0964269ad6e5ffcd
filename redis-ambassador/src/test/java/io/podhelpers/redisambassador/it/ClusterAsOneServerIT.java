package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.topology.RedisNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A real cluster behind the ambassador looks like one server, also while slots move.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterAsOneServerIT {
    private static final Logger log = LoggerFactory.getLogger(ClusterAsOneServerIT.class);

    private static ClusterSet cluster;

    @BeforeAll
    static void start() {
        cluster = new ClusterSet("--consistency=session");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Connection connect() throws IOException {
        return cluster.throughAmbassador().connect();
    }

    @Test
    void answersLikeOneServerWhatConcernsOneSlotAndWhatCanBeSplit() throws IOException {
        RedisNode one = RedisNode.primary();
        one.start();
        try {
            Differential.Address direct = new Differential.Address(one.getHost(), one.getMappedPort(6379));
            int compared = 0;
            for (int seed = 0; seed < 6; seed++) {
                compared += Differential.ofCluster(direct, cluster.throughAmbassador(), seed)
                        .run(1, 300);
            }
            assertThat(compared).isGreaterThan(6 * 300);
        } finally {
            one.stop();
        }
    }

    @Test
    void splitsAndJoinsWhatConcernsSeveralSlots() throws IOException {
        try (Connection client = connect()) {
            client.ask("FLUSHALL");
            assertThat(client.ask("MSET", "a", "1", "b", "2", "c", "3", "d", "4"))
                    .isEqualTo("+OK\r\n");
            assertThat(client.ask("MGET", "d", "x", "a", "a"))
                    .isEqualTo("*4\r\n$1\r\n4\r\n$-1\r\n$1\r\n1\r\n$1\r\n1\r\n");
            assertThat(client.ask("EXISTS", "a", "b", "x", "a")).isEqualTo(":3\r\n");
            assertThat(client.ask("TOUCH", "a", "b", "x")).isEqualTo(":2\r\n");
            assertThat(client.ask("DBSIZE")).isEqualTo(":4\r\n");
            assertThat(client.ask("KEYS", "*")).startsWith("*4\r\n");
            assertThat(client.ask("RANDOMKEY")).startsWith("$1\r\n");
            assertThat(client.ask("UNLINK", "a", "b")).isEqualTo(":2\r\n");
            assertThat(client.ask("DEL", "c", "d", "x")).isEqualTo(":2\r\n");
            assertThat(client.ask("DBSIZE")).isEqualTo(":0\r\n");
        }
    }

    @Test
    void refusesWhatNoServerOfAClusterCanDoInItsOwnWords() throws IOException {
        String crossSlot = "-CROSSSLOT Keys in request don't hash to the same slot\r\n";
        try (Connection client = connect()) {
            assertThat(client.ask("RENAME", "a", "b")).isEqualTo(crossSlot);
            assertThat(client.ask("SELECT", "0")).isEqualTo("+OK\r\n");
            assertThat(client.ask("SELECT", "1")).isEqualTo("-ERR SELECT is not allowed in cluster mode\r\n");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("SET", "a", "1")).isEqualTo("+QUEUED\r\n");
            client.ask("SET", "b", "1");
            assertThat(client.ask("EXEC")).matches("-(EXECABORT|CROSSSLOT) .*\r\n");
            assertThat(client.ask("GET", "a")).isNotEqualTo("$1\r\n1\r\n");
        }
    }

    @Test
    void runsTransactionsWithinASlot() throws IOException {
        try (Connection client = connect();
                Connection other = connect()) {
            client.ask("DEL", "{t}a", "{t}b");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("PING")).isEqualTo("+QUEUED\r\n");
            assertThat(client.ask("INCR", "{t}a")).isEqualTo("+QUEUED\r\n");
            assertThat(client.ask("INCR", "{t}b")).isEqualTo("+QUEUED\r\n");
            assertThat(client.ask("EXEC")).isEqualTo("*3\r\n+PONG\r\n:1\r\n:1\r\n");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("EXEC")).isEqualTo("*0\r\n");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("DISCARD")).isEqualTo("+OK\r\n");
            client.ask("WATCH", "{t}a");
            other.ask("INCR", "{t}a");
            client.ask("MULTI");
            client.ask("INCR", "{t}b");
            assertThat(client.ask("EXEC")).isEqualTo("*-1\r\n");
        }
    }

    @Test
    void whatChangesTheSessionWithinATransactionBindsTheClientToNoNode() throws IOException {
        for (String key : List.of("a", "b", "c", "d", "e", "f")) { // on all three primaries
            try (Connection client = connect()) {
                client.ask("DEL", key);
                assertThat(client.ask("WATCH", key)).isEqualTo("+OK\r\n");
                assertThat(client.ask("CLIENT", "SETNAME", "watching")).isEqualTo("+OK\r\n");
                assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
                assertThat(client.ask("INCR", key)).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("CLIENT", "GETNAME")).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("EXEC")).isEqualTo("*2\r\n:1\r\n$8\r\nwatching\r\n");
                assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
                assertThat(client.ask("CLIENT", "SETNAME", "app")).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("SELECT", "0")).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("HELLO", "3")).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("INCR", key)).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("CLIENT", "SETINFO", "lib-name", "lib")).isEqualTo("+QUEUED\r\n");
                assertThat(client.ask("EXEC"))
                        .startsWith("*5\r\n+OK\r\n+OK\r\n%")
                        .endsWith(":2\r\n+OK\r\n");
                for (String other : List.of("a", "b", "c", "d", "e", "f")) {
                    assertThat(client.ask("HGETALL", "h" + other)).isEqualTo("%0\r\n"); // in RESP3
                    assertThat(client.ask("SET", other, "2")).isEqualTo("+OK\r\n");
                }
                assertThat(client.ask("CLIENT", "GETNAME")).isEqualTo("$3\r\napp\r\n");
                assertThat(client.ask("CLIENT", "LIST")).contains("name=app", "lib-name=lib", "resp=3");
            }
        }
    }

    @Test
    void scansEveryKeyOfEveryNodeOnce() throws IOException {
        try (Connection client = connect()) {
            client.ask("FLUSHALL");
            for (int i = 0; i < 300; i++) {
                client.ask("SET", "scanned:" + i, "1");
            }
            List<String> found = new ArrayList<>();
            String cursor = "0";
            do {
                String[] reply = client.ask("SCAN", cursor, "MATCH", "scanned:*", "COUNT", "20")
                        .split("\r\n", -1);
                cursor = reply[2];
                for (int at = 5; at < reply.length; at += 2) {
                    found.add(reply[at]);
                }
            } while (!cursor.equals("0"));
            Set<String> distinct = new HashSet<>(found);
            assertThat(distinct).hasSize(300);
            assertThat(found).hasSize(300);
        }
    }

    @Test
    void bringsMessagesFromWhicheverNode() throws IOException {
        try (Connection subscriber = connect();
                Connection sharded = connect();
                Connection client = connect()) {
            assertThat(subscriber.ask("SUBSCRIBE", "news")).startsWith("*3\r\n$9\r\nsubscribe");
            assertThat(sharded.ask("SSUBSCRIBE", "local")).startsWith("*3\r\n$10\r\nssubscribe");
            client.ask("PUBLISH", "news", "hi");
            assertThat(subscriber.reply()).isEqualTo("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n");
            assertThat(client.ask("SPUBLISH", "local", "hi")).isEqualTo(":1\r\n");
            assertThat(sharded.reply()).isEqualTo("*3\r\n$8\r\nsmessage\r\n$5\r\nlocal\r\n$2\r\nhi\r\n");
        }
    }

    @Test
    void runsScriptsWhereTheirKeysAreAndLoadsThemEverywhere() throws IOException {
        try (Connection client = connect()) {
            String sha = client.ask("SCRIPT", "LOAD", "return redis.call('INCR', KEYS[1])")
                    .split("\r\n", -1)[1];
            for (String key : List.of("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")) {
                client.ask("DEL", key);
                assertThat(client.ask("EVALSHA", sha, "1", key)).isEqualTo(":1\r\n");
            }
            assertThat(client.ask("SCRIPT", "EXISTS", sha, "ffffffffffffffffffffffffffffffffffffffff"))
                    .isEqualTo("*2\r\n:1\r\n:0\r\n");
            assertThat(client.ask("EVAL", "return 1", "2", "a", "b"))
                    .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot\r\n");
        }
    }

    @Test
    void countsTheReplicasThatHaveThisClientsWrites() throws IOException {
        try (Connection client = connect()) {
            client.ask("SET", "waited", "1");
            assertThat(client.ask("WAIT", "1", "20000")).isEqualTo(":1\r\n");
        }
    }

    @Test
    void nobodyNoticesThatSlotsMoveUnderLoad() throws IOException {
        RedisNode from = cluster.primaries().get(0);
        RedisNode to = cluster.primaries().get(1);
        Witnesses witnesses = new Witnesses(cluster.throughAmbassador(), 8, false, true);
        try (Connection blocked = connect();
                Connection pushing = connect()) {
            witnesses.untilMore(2_000);
            byte[] blocking = Connection.request(List.of("BLPOP", "queue", "0"));
            blocked.send(blocking, 0, blocking.length);

            cluster.reshard(from, to, 2500);
            witnesses.untilMore(1_000);
            cluster.reshard(to, from, 2500);

            witnesses.untilMore(1_000);
            assertThat(pushing.ask("RPUSH", "queue", "job")).isEqualTo(":1\r\n");
            assertThat(blocked.reply()).isEqualTo("*2\r\n$5\r\nqueue\r\n$3\r\njob\r\n");
        } finally {
            witnesses.close();
            log.info("resharding: {}", witnesses.account().summary());
        }
        assertThat(witnesses.account().wrong).isEmpty();
        assertThat(witnesses.account().errors).isEmpty();
    }
}
