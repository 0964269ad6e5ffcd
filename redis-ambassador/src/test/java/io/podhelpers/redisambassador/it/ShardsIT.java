package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/// Three servers that share the keys, given as the twemproxy images take them.
class ShardsIT {
    private static final Network NETWORK = Network.newNetwork();
    private static final List<GenericContainer<?>> SERVERS = new ArrayList<>();
    private static final RedisAmbassadorContainer AMBASSADOR = Watched.ambassador();

    @BeforeAll
    static void start() {
        for (int i = 0; i < 3; i++) {
            GenericContainer<?> server = new GenericContainer<>(DockerImageName.parse("redis:8.0"))
                    .withNetwork(NETWORK)
                    .withNetworkAliases("shard-" + i)
                    .withExposedPorts(6379);
            server.start();
            SERVERS.add(server);
        }
        AMBASSADOR.withNetwork(NETWORK);
        AMBASSADOR.withEnv("REDIS_SERVERS", "shard-0:6379:1 shard-1:6379:1 shard-2:6379:1");
        AMBASSADOR.start();
    }

    @AfterAll
    static void stop() {
        try {
            Watched.stop(AMBASSADOR);
        } finally {
            SERVERS.forEach(GenericContainer::stop);
            NETWORK.close();
        }
    }

    private static Connection connect() throws IOException {
        return new Connection(AMBASSADOR.getHost(), AMBASSADOR.getMappedPort(6379));
    }

    @Test
    void splitsAndPutsTogetherWhatConcernsSeveralShards() throws IOException {
        try (Connection connection = connect()) {
            assertThat(connection.ask("FLUSHALL")).isEqualTo("+OK\r\n");
            assertThat(connection.ask("MSET", "a", "1", "b", "2", "c", "3", "d", "4"))
                    .isEqualTo("+OK\r\n");
            assertThat(connection.ask("MGET", "d", "x", "a", "b", "c"))
                    .isEqualTo("*5\r\n$1\r\n4\r\n$-1\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n");
            assertThat(connection.ask("EXISTS", "a", "b", "x", "a")).isEqualTo(":3\r\n");
            assertThat(connection.ask("DBSIZE")).isEqualTo(":4\r\n");
            assertThat(connection.ask("DEL", "a", "b", "c", "x")).isEqualTo(":3\r\n");
            assertThat(connection.ask("TOUCH", "d")).isEqualTo(":1\r\n");
            assertThat(connection.ask("UNLINK", "d", "e")).isEqualTo(":1\r\n");
            assertThat(connection.ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    /// Differs in its first bytes: fnv1a hardly tells keys apart that differ only in their last.
    private static String key(int i) {
        return i * 7919 + ":spread";
    }

    @Test
    void spreadsTheKeysAndFindsThemAgain() throws IOException {
        try (Connection connection = connect()) {
            for (int i = 0; i < 300; i++) {
                assertThat(connection.ask("SET", key(i), "v" + i)).isEqualTo("+OK\r\n");
            }
            for (int i = 0; i < 300; i++) {
                String value = "v" + i;
                assertThat(connection.ask("GET", key(i))).isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
            }
        }
        for (GenericContainer<?> server : SERVERS) {
            try (Connection direct = new Connection(server.getHost(), server.getMappedPort(6379))) {
                assertThat(direct.ask("DBSIZE")).isNotEqualTo(":0\r\n").isNotEqualTo(":300\r\n");
            }
        }
    }

    @Test
    void scansAllShardsAndFindsEachKeyOnce() throws IOException {
        try (Connection connection = connect()) {
            connection.ask("FLUSHALL");
            for (int i = 0; i < 300; i++) {
                connection.ask("SET", key(i), "v");
            }
            List<String> found = new ArrayList<>();
            String cursor = "0";
            do {
                String[] lines = connection
                        .ask("SCAN", cursor, "COUNT", "20", "MATCH", "*:spread")
                        .split("\r\n", -1);
                cursor = lines[2];
                for (int line = 5; line < lines.length; line += 2) {
                    found.add(lines[line]);
                }
            } while (!cursor.equals("0"));
            assertThat(found).hasSize(300).doesNotHaveDuplicates();
        }
    }

    @Test
    void runsATransactionOnTheShardOfItsKeysAndNoneOverTwo() throws IOException {
        try (Connection connection = connect();
                Connection other = connect()) {
            connection.ask("DEL", "tx");
            assertThat(connection.ask("WATCH", "tx")).isEqualTo("+OK\r\n");
            assertThat(connection.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(connection.ask("INCR", "tx")).isEqualTo("+QUEUED\r\n");
            assertThat(connection.ask("EXEC")).isEqualTo("*1\r\n:1\r\n");
            assertThat(connection.ask("WATCH", "tx")).isEqualTo("+OK\r\n");
            other.ask("SET", "tx", "5");
            connection.ask("MULTI");
            connection.ask("INCR", "tx");
            assertThat(connection.ask("EXEC")).isEqualTo("*-1\r\n");
            connection.ask("MULTI");
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                replies.add(connection.ask("SET", key(i), "lost"));
            }
            assertThat(replies).anyMatch(reply -> reply.startsWith("-CROSSSHARD "));
            assertThat(connection.ask("EXEC")).startsWith("-EXECABORT ");
            assertThat(connection.ask("GET", "tx")).isEqualTo("$1\r\n5\r\n");
        }
    }

    @Test
    void saysWhyWhatCannotBeSplitIsRefused() throws IOException {
        try (Connection connection = connect()) {
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                replies.add(connection.ask("RENAME", key(1000), key(1001 + i)));
            }
            assertThat(replies).anyMatch(reply -> reply.startsWith("-CROSSSHARD "));
            assertThat(connection.ask("SUBSCRIBE", "c")).startsWith("-ERR 'subscribe' names no key");
            assertThat(connection.ask("GET", "a")).startsWith("$");
        }
    }

    @Test
    void blocksOnTheShardOfTheKey() throws IOException {
        try (Connection waiting = connect();
                Connection pushing = connect()) {
            byte[] blocking = Connection.request(List.of("BLPOP", "shard:queue", "20"));
            waiting.send(blocking, 0, blocking.length);
            pushing.ask("RPUSH", "shard:queue", "job");
            assertThat(waiting.reply()).isEqualTo("*2\r\n$11\r\nshard:queue\r\n$3\r\njob\r\n");
        }
    }
}
