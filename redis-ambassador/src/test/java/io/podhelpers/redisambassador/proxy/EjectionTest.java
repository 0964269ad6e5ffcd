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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a shard's keys when its server is killed and comes back, in each of the three modes.
class EjectionTest {
    private static final Duration RETRY = Duration.ofMillis(300);

    private FakeRedis one;
    private FakeRedis two;
    private @Nullable Proxy proxy;

    @BeforeEach
    void startServers() throws IOException {
        one = FakeRedis.echoing("one");
        two = FakeRedis.echoing("two");
    }

    @AfterEach
    void stopAll() throws Exception {
        if (proxy != null) {
            proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        }
        one.close();
        two.close();
    }

    private RawClient start(ShardPool.Eject eject) throws Exception {
        List<ShardServer> servers = List.of(
                new ShardServer("127.0.0.1", one.address().port(), 1, "one"),
                new ShardServer("127.0.0.1", two.address().port(), 1, "two"));
        ShardPool pool = new ShardPool(
                "pool",
                null,
                servers,
                KeyHash.ONE_AT_A_TIME,
                Distribution.MODULA,
                null,
                eject,
                RETRY,
                2,
                null,
                false,
                0);
        proxy = Proxy.sharded(
                Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE), CommandTable.builtIn(), pool);
        proxy.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new RawClient(proxy.port());
    }

    /// A key that lives on the second server while it is well.
    private static String keyOfTwo(RawClient client) throws IOException {
        for (int i = 0; i < 100; i++) {
            client.send("GET key" + i);
            if (client.readLine().startsWith("+two")) {
                return "key" + i;
            }
        }
        throw new AssertionError("no key is on the second server");
    }

    private void killTwo() throws IOException {
        two.close();
    }

    private void reviveTwo() throws IOException {
        two = new FakeRedis(two.address().port(), request -> "+two " + request + "\r\n");
    }

    private static void until(RawClient client, String request, String reply) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            last = client.send(request).readLine();
            if (last.startsWith(reply)) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("not within 30 s: '" + reply + "'; last: " + last);
    }

    @Test
    void remappedKeysAreServedByTheOthersUntilTheShardIsBackAndItsTimeHasCome() throws Exception {
        try (RawClient client = start(ShardPool.Eject.REMAP)) {
            String key = keyOfTwo(client);
            killTwo();
            until(client, "SET " + key + " 1", "+one");
            long ejected = System.nanoTime();
            assertThat(Objects.requireNonNull(proxy).stats().serverEjects()).isEqualTo(1);
            reviveTwo();
            until(client, "GET " + key, "+two");
            assertThat(System.nanoTime() - ejected).isGreaterThan(RETRY.toNanos() / 3);
            assertThat(proxy.stats().serverEjects()).isEqualTo(1);
        }
    }

    @Test
    void withoutEjectionAFailedShardIsAnErrorAtOnceAndItsKeysStayWhereTheyAre() throws Exception {
        try (RawClient client = start(ShardPool.Eject.ERROR)) {
            String key = keyOfTwo(client);
            killTwo();
            until(client, "SET " + key + " 1", "-UNREACHABLE ");
            for (int i = 0; i < 200; i++) { // at half a second of patience each these would take too long
                assertThat(client.send("GET " + key).readLine()).startsWith("-UNREACHABLE ");
            }
            reviveTwo();
            until(client, "GET " + key, "+two");
        }
    }

    @Test
    void aReplicaAnswersReadsOfAFailedShardAndWritesAreErrors() throws Exception {
        try (FakeRedis replica = FakeRedis.echoing("replica");
                RawClient client = startWithReplica(replica)) {
            String key = keyOfTwo(client);
            while (!two.nextRequest().equals("ROLE")) {
                // the other requests
            }
            killTwo();
            until(client, "GET " + key, "+replica");
            assertThat(client.send("SET " + key + " 1").readLine()).startsWith("-UNREACHABLE ");
            reviveTwo();
            until(client, "GET " + key, "+two");
            assertThat(client.send("SET " + key + " 1").readLine()).startsWith("+two");
        }
    }

    private RawClient startWithReplica(FakeRedis replica) throws Exception {
        String port = Integer.toString(replica.address().port());
        String role = "*3\r\n$6\r\nmaster\r\n:7\r\n*1\r\n*3\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port
                + "\r\n$1\r\n7\r\n";
        two.replies(request -> request.equals("ROLE") ? role : "+two " + request + "\r\n");
        return start(ShardPool.Eject.REPLICA);
    }
}
