package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of requests when servers change their roles, or do not answer.
class FailoverTest {
    private static final CommandTable TABLE = CommandTable.builtIn();
    private static final String READONLY = "-READONLY You can't write against a read only replica.\r\n";
    /// Long enough for a loaded machine: the tests wait for what they want to see, never for this.
    private static final Duration LONG = Duration.ofSeconds(60);

    private final BlockingQueue<Reason> looks = new LinkedBlockingQueue<>();
    private FakeRedis primary;
    private FakeRedis other;
    private @Nullable Proxy proxy;

    @BeforeEach
    void startServers() throws IOException {
        primary = FakeRedis.echoing("primary");
        other = FakeRedis.echoing("other");
    }

    @AfterEach
    void stopAll() throws Exception {
        if (proxy != null) {
            proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        }
        primary.close();
        other.close();
    }

    private RawClient start(Duration patience, NodeAddress... replicas) throws Exception {
        ProxySettings settings = Settings.withPatience(
                ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE, patience, Duration.ofMillis(300));
        Proxy started = Proxy.split(settings, TABLE, Settings.topology(primary.address(), replicas), looks::add);
        proxy = started;
        started.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return connect();
    }

    private Proxy running() {
        return Objects.requireNonNull(proxy);
    }

    private RawClient connect() throws IOException {
        return new RawClient(running().port());
    }

    private void awaitLook(Reason reason) throws InterruptedException {
        for (Reason seen = null; seen != reason; ) {
            seen = looks.poll(30, TimeUnit.SECONDS);
            assertThat(seen).isNotNull();
        }
    }

    @Test
    void writesThatReachedAReplicaAreRepeatedInOrderAtTheNewPrimary() throws Exception {
        primary.replies(_ -> READONLY);
        try (RawClient client = start(LONG)) {
            client.send("INCR a", "SET a 1", "APPEND a 2");
            awaitLook(Reason.READONLY_REPLY);
            running().useTopology(Settings.topology(other.address()));

            client.expect("+other INCR a\r\n+other SET a 1\r\n+other APPEND a 2\r\n");
            assertThat(other.nextRequest()).isEqualTo("INCR a");
            assertThat(other.nextRequest()).isEqualTo("SET a 1");
            assertThat(other.nextRequest()).isEqualTo("APPEND a 2");
        }
    }

    @Test
    void onlyTheRefusedOnesOfSeveralWritesAreRepeated() throws Exception {
        primary.replies(request -> request.endsWith("2") ? READONLY : "+primary " + request + "\r\n");
        try (RawClient client = start(LONG)) {
            client.send("SET a 1", "SET a 2", "SET a 3");
            awaitLook(Reason.READONLY_REPLY);
            running().useTopology(Settings.topology(other.address()));

            client.expect("+primary SET a 1\r\n+other SET a 2\r\n+primary SET a 3\r\n");
            assertThat(other.nextRequest()).isEqualTo("SET a 2");
        }
    }

    @Test
    void aWriteThatNobodyTakesIsAnsweredWithTheServersOwnError() throws Exception {
        primary.replies(_ -> READONLY);
        try (RawClient client = start(Duration.ofMillis(200))) {
            client.send("SET a 1", "SET b 1").expect(READONLY + READONLY);
        }
    }

    @Test
    void aWriteThatCannotBeSentWaitsForTheNextPrimary() throws Exception {
        primary.close();
        try (RawClient client = start(LONG)) {
            client.send("SET a 1", "SET a 2");
            awaitLook(Reason.CONNECTION_LOST);
            running().useTopology(Settings.topology(other.address()));

            client.expect("+other SET a 1\r\n+other SET a 2\r\n");
        }
    }

    @Test
    void aBlockedClientWaitsOnAtTheNewPrimary() throws Exception {
        primary.replies(request -> request.startsWith("BLPOP")
                ? "-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)\r\n"
                : "+" + request + "\r\n");
        other.replies(_ -> "*2\r\n$1\r\nq\r\n$3\r\njob\r\n");
        try (RawClient client = start(LONG)) {
            client.send("BLPOP q 0");
            awaitLook(Reason.READONLY_REPLY);
            running().useTopology(Settings.topology(other.address()));

            client.expect("*2\r\n$1\r\nq\r\n$3\r\njob\r\n");
            client.send("SET a 1").expect("*2\r\n$1\r\nq\r\n$3\r\njob\r\n"); // the lease is given back
        }
    }

    @Test
    void aTransactionThatReachedAReplicaIsNotRepeatedInParts() throws Exception {
        primary.replies(request -> request.equals("SET a 1") ? READONLY : "+" + request + "\r\n");
        try (RawClient client = start(LONG)) {
            client.send("MULTI", "SET a 1", "EXEC").expect("+MULTI\r\n" + READONLY + "+EXEC\r\n");
        }
    }

    @Test
    void aWriteDoesNotOvertakeThoseThatAreStillAtTheOldPrimary() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        primary.replies(request -> {
            await(slow);
            return READONLY;
        });
        try (RawClient client = start(LONG)) {
            client.send("SET a 1");
            assertThat(primary.nextRequest()).isEqualTo("SET a 1");
            running().useTopology(Settings.topology(other.address()));
            try (RawClient second = connect()) {
                second.send("GET b").expect("+other GET b\r\n"); // by now the topology is in use
                assertThat(other.nextRequest()).isEqualTo("GET b");
            }
            client.send("SET a 2");
            slow.countDown();

            client.expect("+other SET a 1\r\n+other SET a 2\r\n");
            assertThat(other.nextRequest()).isEqualTo("SET a 1");
            assertThat(other.nextRequest()).isEqualTo("SET a 2");
        }
    }

    @Test
    void connectionsToAnAddressWhereAnotherProcessAnswersAreNotUsedAnyMore() throws Exception {
        try (RawClient client = start(LONG)) {
            client.send("SET a 1").expect("+primary SET a 1\r\n");
            running().useTopology(Settings.topology(primary.address(), "another run"));
            RedisWait.until("another connection", () -> {
                client.send("SET a 2").expect("+primary SET a 2\r\n");
                return primary.connectionsAccepted() == 2;
            });
        }
    }

    @Test
    void readsGoElsewhereSoonWhenAReplicaHangsAndComeBackWhenItAnswersAProbe() throws Exception {
        other.replies(_ -> FakeRedis.SILENCE);
        try (RawClient client = start(LONG, other.address());
                RawClient bystander = connect()) {
            client.send("GET a");
            bystander.send("GET b");
            client.expect("+primary GET a\r\n");
            bystander.expect("+primary GET b\r\n");
            for (int i = 0; i < 100; i++) { // at once, or this would take half a minute
                client.send("GET c").expect("+primary GET c\r\n");
            }
            other.replies(request -> "+other " + request + "\r\n");
            RedisWait.until("the replica is back", () -> {
                client.send("GET d");
                return client.readLine().equals("+other GET d");
            });
        }
    }

    @Test
    void aReplicaThatOnlyAcceptsConnectionsStaysOut() throws Exception {
        other.replies(_ -> FakeRedis.SILENCE);
        try (RawClient client = start(Duration.ofMillis(300), other.address())) {
            client.send("GET a").expect("+primary GET a\r\n");
            assertThat(other.nextRequest()).isEqualTo("GET a");
            for (int probes = 0; probes < 3; probes++) {
                assertThat(other.nextRequest()).isEqualTo("PING");
                client.send("GET a").expect("+primary GET a\r\n");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
