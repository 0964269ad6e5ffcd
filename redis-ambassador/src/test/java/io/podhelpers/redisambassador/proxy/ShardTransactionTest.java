package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Transactions, watched keys and blocking commands in front of shards: all on the shard of the first key, and nothing
/// ever on the wrong one.
@Timeout(60)
class ShardTransactionTest {
    private FakeRedis one;
    private FakeRedis two;
    private @Nullable Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        one = FakeRedis.echoing("one");
        two = FakeRedis.echoing("two");
        ShardPool pool = new ShardPool(
                "pool",
                null,
                List.of(server(one), server(two)),
                KeyHash.ONE_AT_A_TIME,
                Distribution.MODULA,
                null,
                ShardPool.Eject.ERROR,
                Duration.ofSeconds(1),
                2,
                null,
                false,
                0);
        proxy = Proxy.sharded(
                Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE), CommandTable.builtIn(), pool);
        proxy.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static ShardServer server(FakeRedis redis) {
        return new ShardServer("127.0.0.1", redis.address().port(), 1, null);
    }

    @AfterEach
    void stop() throws Exception {
        Objects.requireNonNull(proxy).stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        one.close();
        two.close();
    }

    private RawClient connect() throws IOException {
        return new RawClient(Objects.requireNonNull(proxy).port());
    }

    /// A key that lives on that server.
    private static String keyOn(RawClient client, String server) throws IOException {
        for (int i = 0; i < 100; i++) {
            if (client.send("GET key" + i).readLine().startsWith("+" + server)) {
                return "key" + i;
            }
        }
        throw new AssertionError("no key is on " + server);
    }

    @Test
    void aTransactionIsOnTheShardOfItsFirstKey() throws Exception {
        try (RawClient client = connect()) {
            String key = keyOn(client, "two");
            client.send("MULTI").expect("+OK\r\n");
            client.send("SET " + key + " 1").expect("+two SET " + key + " 1\r\n");
            client.send("INCR " + key).expect("+two INCR " + key + "\r\n");
            client.send("EXEC").expect("+two EXEC\r\n");
            client.send("GET " + key).expect("+two GET " + key + "\r\n");
        }
    }

    @Test
    void aKeyOfAnotherShardSpoilsTheTransactionAndReachesNobody() throws Exception {
        try (RawClient client = connect()) {
            String key = keyOn(client, "two");
            String other = keyOn(client, "one");
            one.replies(request -> request.startsWith("SET") ? "+written\r\n" : "+one " + request + "\r\n");
            client.send("MULTI", "SET " + key + " 1", "SET " + other + " 1", "DBSIZE", "EXEC");
            client.expect("+OK\r\n+two SET " + key + " 1\r\n");
            assertThat(client.readLine()).startsWith("-CROSSSHARD the keys of a transaction");
            assertThat(client.readLine()).startsWith("-CROSSSHARD 'dbsize' concerns all shards");
            client.expect("+two EXEC\r\n");
            StringBuilder heard = new StringBuilder();
            for (String request = "";
                    !request.equals("EXEC");
                    heard.append(request).append(';')) {
                request = two.nextRequest();
            }
            // a request that a real server cannot queue, so that it refuses the EXEC
            assertThat(heard.toString()).endsWith("MULTI;SET " + key + " 1;CROSSSHARD;CROSSSHARD;EXEC;");
            client.send("GET " + other).expect("+one GET " + other + "\r\n");
        }
    }

    @Test
    void whatConcernsAllShardsIsRefusedBeforeTheFirstKey() throws Exception {
        try (RawClient client = connect()) {
            client.send("MULTI").expect("+OK\r\n");
            assertThat(client.send("FLUSHALL").readLine()).startsWith("-CROSSSHARD 'flushall' concerns all shards");
            assertThat(client.send("EXEC").readLine()).startsWith("-EXECABORT ");
        }
    }

    @Test
    void watchedKeysAreOnOneShardAndOthersAreReadWhereTheyAre() throws Exception {
        try (RawClient client = connect()) {
            String key = keyOn(client, "two");
            String other = keyOn(client, "one");
            client.send("WATCH " + key).expect("+two WATCH " + key + "\r\n");
            client.send("GET " + other).expect("+one GET " + other + "\r\n");
            assertThat(client.send("WATCH " + other).readLine()).startsWith("-CROSSSHARD ");
            client.send("MULTI").expect("+two MULTI\r\n");
            client.send("SET " + key + " 1").expect("+two SET " + key + " 1\r\n");
            client.send("EXEC").expect("+two EXEC\r\n");
        }
    }

    @Test
    void whatIsSentBehindABlockingCommandGoesToItsOwnShard() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        try (RawClient client = connect()) {
            String key = keyOn(client, "two");
            String other = keyOn(client, "one");
            two.replies(request -> {
                await(slow);
                return "+two " + request + "\r\n";
            });
            client.send("BLPOP " + key + " 0", "GET " + other, "BLPOP " + other + " 0");
            slow.countDown();
            client.expect("+two BLPOP " + key + " 0\r\n+one GET " + other + "\r\n+one BLPOP " + other + " 0\r\n");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
