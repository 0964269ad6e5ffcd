package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.SlotMap;
import io.podhelpers.redisambassador.topology.Topology;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What nodes of a cluster say of slots on the move, and what becomes of requests then. `b` has slot 3300 and `a`
/// 15495.
class ClusterTest {
    private static final int SLOT_OF_A = 15495;
    private static final String EXECABORT = "-EXECABORT Transaction discarded because of previous errors.\r\n";
    private static final Duration LONG = Duration.ofSeconds(60);

    private FakeRedis one;
    private FakeRedis other;
    private @Nullable Proxy proxy;

    @BeforeEach
    void startServers() throws IOException {
        one = FakeRedis.echoing("one");
        other = FakeRedis.echoing("other");
    }

    @AfterEach
    void stopAll() throws Exception {
        if (proxy != null) {
            proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        }
        one.close();
        other.close();
    }

    /// The first server has the upper half of the slots.
    private RawClient start() throws Exception {
        short[] owners = new short[SlotMap.SLOTS];
        for (int slot = 0; slot < SlotMap.SLOTS / 2; slot++) {
            owners[slot] = 1;
        }
        SlotMap slots = new SlotMap(List.of(shard(one.address()), shard(other.address())), owners);
        Topology topology =
                new Topology(1, Topology.Kind.CLUSTER, Settings.node(one.address(), 0, 0), List.of(), slots);
        ProxySettings settings =
                Settings.withPatience(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE, LONG, Duration.ofSeconds(20));
        Proxy started = Proxy.split(settings, CommandTable.builtIn(), topology, _ -> {});
        proxy = started;
        started.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new RawClient(started.port());
    }

    private static SlotMap.Shard shard(NodeAddress primary) {
        return new SlotMap.Shard(Settings.node(primary, 0, 0), List.of());
    }

    private String moved() {
        return "-MOVED " + SLOT_OF_A + " " + other.address() + "\r\n";
    }

    private String ask() {
        return "-ASK " + SLOT_OF_A + " " + other.address() + "\r\n";
    }

    @Test
    void sendsRequestsToTheOwnersOfTheirSlots() throws Exception {
        try (RawClient client = start()) {
            client.send("SET a 1", "SET b 1", "GET a", "GET {a}b");
            client.expect("+one SET a 1\r\n+other SET b 1\r\n+one GET a\r\n+one GET {a}b\r\n");
        }
    }

    @Test
    void followsASlotThatHasMovedAndRemembersWhere() throws Exception {
        one.replies(request -> request.contains("a") ? moved() : "+one " + request + "\r\n");
        try (RawClient client = start()) {
            client.send("SET a 1", "SET {d} 1", "APPEND a 2");
            client.expect("+other SET a 1\r\n+one SET {d} 1\r\n+other APPEND a 2\r\n");
            client.send("SET a 3").expect("+other SET a 3\r\n");
            assertThat(one.nextRequest()).isEqualTo("SET a 1");
            assertThat(one.nextRequest()).isEqualTo("SET {d} 1");
            assertThat(one.nextRequest()).isEqualTo("APPEND a 2");
            assertThat(one.hasNoRequest()).isTrue();
        }
    }

    @Test
    void saysAskingRightBeforeARequestForASlotThatIsStillOnItsWay() throws Exception {
        one.replies(_ -> ask());
        try (RawClient client = start()) {
            client.send("SET a 1", "SET a 2").expect("+other SET a 1\r\n+other SET a 2\r\n");
            assertThat(other.nextRequest()).isEqualTo("ASKING");
            assertThat(other.nextRequest()).isEqualTo("SET a 1");
            assertThat(other.nextRequest()).isEqualTo("ASKING");
            assertThat(other.nextRequest()).isEqualTo("SET a 2");
            client.send("SET a 3").expect("+other SET a 3\r\n");
            assertThat(one.nextRequest()).isEqualTo("SET a 1"); // ASK says nothing of the next request
            assertThat(one.nextRequest()).isEqualTo("SET a 2");
            assertThat(one.nextRequest()).isEqualTo("SET a 3");
        }
    }

    @Test
    void triesAgainWhenEachOfTwoServersHasSomeOfTheKeys() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        one.replies(request -> asked.incrementAndGet() < 4
                ? "-TRYAGAIN Multiple keys request during rehashing of slot\r\n"
                : "+one " + request + "\r\n");
        try (RawClient client = start()) {
            client.send("MSET {a}1 1 {a}2 2", "SET {a}3 3");
            client.expect("+one MSET {a}1 1 {a}2 2\r\n+one SET {a}3 3\r\n");
        }
    }

    @Test
    void splitsARequestBySlotsAndFollowsItsParts() throws Exception {
        one.replies(_ -> moved());
        other.replies(request -> "*1\r\n$" + request.length() + "\r\n" + request + "\r\n");
        try (RawClient client = start()) {
            client.send("MGET b a").expect("*2\r\n$6\r\nMGET b\r\n$6\r\nMGET a\r\n");
        }
    }

    @Test
    void beginsATransactionAnewWhereItsSlotHasGone() throws Exception {
        one.replies(request -> switch (request) {
            case "MULTI" -> "+OK\r\n";
            case "EXEC" -> EXECABORT;
            default -> moved();
        });
        other.replies(request -> switch (request) {
            case "MULTI" -> "+OK\r\n";
            case "EXEC" -> "*2\r\n:1\r\n:2\r\n";
            default -> "+QUEUED\r\n";
        });
        try (RawClient client = start()) {
            client.send("MULTI").expect("+OK\r\n");
            client.send("INCR a", "INCR a", "EXEC").expect("+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n:2\r\n");
            assertThat(other.nextRequest()).isEqualTo("MULTI");
            assertThat(other.nextRequest()).isEqualTo("INCR a");
            assertThat(other.nextRequest()).isEqualTo("INCR a");
            assertThat(other.nextRequest()).isEqualTo("EXEC");
        }
    }

    @Test
    void aTransactionThatWatchesAKeyOnTheMoveIsAsIfTheKeyHadChanged() throws Exception {
        one.replies(request -> switch (request) {
            case "MULTI", "WATCH a" -> "+OK\r\n";
            case "EXEC" -> EXECABORT;
            default -> moved();
        });
        try (RawClient client = start()) {
            client.send("WATCH a", "MULTI", "INCR a", "EXEC").expect("+OK\r\n+OK\r\n+QUEUED\r\n*-1\r\n");
        }
    }

    @Test
    void whatChangesTheSessionWithinATransactionNeitherChoosesTheNodeNorBindsToIt() throws Exception {
        other.replies(request -> request.equals("EXEC") ? "*4\r\n+OK\r\n+OK\r\n+OK\r\n:1\r\n" : "+QUEUED\r\n");
        try (RawClient client = start()) {
            client.send("MULTI", "CLIENT SETNAME app", "SELECT 0", "CLIENT SETINFO lib-name lib", "INCR b")
                    .expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n");
            client.send("EXEC", "CLIENT GETNAME", "SET a 1")
                    .expect("*4\r\n+OK\r\n+OK\r\n+OK\r\n:1\r\n$3\r\napp\r\n+one SET a 1\r\n");
            for (String request : List.of("MULTI", "CLIENT SETNAME app", "SELECT 0", "CLIENT SETINFO lib-name lib")) {
                assertThat(other.nextRequest()).isEqualTo(request);
            }
        }
    }

    @Test
    void theSessionStaysAsItWasWhenItsTransactionIsNotExecuted() throws Exception {
        other.replies(request -> request.equals("EXEC") ? EXECABORT : "+QUEUED\r\n");
        try (RawClient client = start()) {
            client.send("MULTI", "SET b 1", "CLIENT SETNAME app", "EXEC", "CLIENT GETNAME")
                    .expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n" + EXECABORT + "$-1\r\n");
            client.send("MULTI", "CLIENT SETNAME app", "DISCARD", "CLIENT GETNAME")
                    .expect("+OK\r\n+QUEUED\r\n+OK\r\n$-1\r\n");
        }
    }

    @Test
    void aLoginWithinATransactionDoesNotChooseTheNodeEither() throws Exception {
        other.replies(request -> request.equals("EXEC") ? "*2\r\n+OK\r\n:1\r\n" : "+QUEUED\r\n");
        try (RawClient client = start()) {
            client.send("MULTI", "AUTH secret", "INCR b", "EXEC")
                    .expect("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n:1\r\n");
        }
    }

    @Test
    void whatAClientReadsWhileItWatchesMayBeAnywhere() throws Exception {
        try (RawClient client = start()) {
            client.send("WATCH a", "GET b", "GET a", "EXISTS a").expect("+one WATCH a\r\n+other GET b\r\n");
            client.expect("+one GET a\r\n+one EXISTS a\r\n");
        }
    }

    @Test
    void anAbortThatTheClientHasCausedIsPassedOn() throws Exception {
        one.replies(request -> switch (request) {
            case "MULTI" -> "+OK\r\n";
            case "EXEC" -> EXECABORT;
            default -> "-ERR wrong number of arguments for 'set' command\r\n";
        });
        try (RawClient client = start()) {
            client.send("MULTI", "SET a", "EXEC")
                    .expect("+OK\r\n-ERR wrong number of arguments for 'set' command\r\n")
                    .expect(EXECABORT);
        }
    }

    @Test
    void aTransactionWithKeysOfTwoSlotsIsRefusedInRedissWords() throws Exception {
        one.replies(request -> switch (request) {
            case "MULTI" -> "+OK\r\n";
            case "EXEC" -> EXECABORT;
            case "SET b 1" -> "-MOVED 3300 " + other.address() + "\r\n";
            default -> "+QUEUED\r\n";
        });
        try (RawClient client = start()) {
            client.send("MULTI", "SET a 1", "SET b 1", "EXEC")
                    .expect("+OK\r\n+QUEUED\r\n-CROSSSLOT Keys in request don't hash to the same slot\r\n")
                    .expect(EXECABORT);
        }
    }

    @Test
    void aTransactionWhoseServerCannotBeReachedIsAborted() throws Exception {
        one.close();
        ProxySettings hasty =
                Settings.withPatience(ReadPolicy.PRIMARY, Consistency.PIPELINE, Duration.ofMillis(100), LONG);
        try (RawClient client = start()) {
            java.util.Objects.requireNonNull(proxy).useSettings(hasty);
            client.send("MULTI", "INCR a", "EXEC").expect("+OK\r\n");
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
        }
        try (RawClient client =
                new RawClient(java.util.Objects.requireNonNull(proxy).port())) {
            client.send("MULTI", "INCR a", "EXEC").expect("+OK\r\n"); // by now the server is known to be away
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
            client.expect(EXECABORT);
        }
    }

    @Test
    void aBlockedClientWaitsOnWhereItsSlotHasGone() throws Exception {
        one.replies(_ -> moved());
        other.replies(request -> request.startsWith("BLPOP") ? "*2\r\n$1\r\na\r\n$1\r\n1\r\n" : "+" + request + "\r\n");
        try (RawClient client = start()) {
            client.send("BLPOP a 0", "GET a").expect("*2\r\n$1\r\na\r\n$1\r\n1\r\n+GET a\r\n");
        }
    }
}
