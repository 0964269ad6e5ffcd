package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Reason;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.testcontainers.FreePorts;
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

/// The data path as a whole, over loopback, in front of servers whose replies the test decides.
class ProxyTest {
    private static final CommandTable TABLE = CommandTable.builtIn();

    private final BlockingQueue<Reason> looks = new LinkedBlockingQueue<>();
    private FakeRedis primary;
    private FakeRedis replica;
    private @Nullable Proxy proxy;

    @BeforeEach
    void startServers() throws IOException {
        primary = FakeRedis.echoing("primary");
        replica = FakeRedis.echoing("replica");
    }

    @AfterEach
    void stopAll() throws Exception {
        if (proxy != null) {
            proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        }
        primary.close();
        replica.close();
    }

    private RawClient start(ProxySettings settings) throws Exception {
        return start(settings, replica.address());
    }

    private RawClient start(ProxySettings settings, NodeAddress... replicas) throws Exception {
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

    private RawClient start() throws Exception {
        return start(Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE));
    }

    // ---- order and routes

    @Test
    void sendsWritesToThePrimaryAndReadsToTheReplica() throws Exception {
        try (RawClient client = start()) {
            client.send("SET a 1").expect("+primary SET a 1\r\n");
            client.send("GET a").expect("+replica GET a\r\n");
            client.send("FOO a").expect("+primary FOO a\r\n");
        }
    }

    @Test
    void rewritesReadsOfCommandsThatMightWrite() throws Exception {
        try (RawClient client = start()) {
            client.send("SORT a LIMIT 0 5 ALPHA").expect("+replica SORT_RO a LIMIT 0 5 ALPHA\r\n");
            client.send("sort a STORE b").expect("+primary sort a STORE b\r\n");
            client.send("GEORADIUS a 1 2 3 km").expect("+replica GEORADIUS_RO a 1 2 3 km\r\n");
            client.send("GEORADIUS a 1 2 3 km STOREDIST b").expect("+primary GEORADIUS a 1 2 3 km STOREDIST b\r\n");
            client.send("GEORADIUSBYMEMBER a b 3 km").expect("+replica GEORADIUSBYMEMBER_RO a b 3 km\r\n");
            client.send("BITFIELD a GET u8 0 get u4 1").expect("+replica BITFIELD_RO a GET u8 0 get u4 1\r\n");
            client.send("BITFIELD a GET u8 0 SET u4 1 1").expect("+primary BITFIELD a GET u8 0 SET u4 1 1\r\n");
            client.send("BITFIELD a OVERFLOW SAT").expect("+primary BITFIELD a OVERFLOW SAT\r\n");
            client.send("GETEX a").expect("+replica GET a\r\n");
            client.send("GETEX a PERSIST").expect("+primary GETEX a PERSIST\r\n");
            client.send("SET x 1", "GETEX a", "GET b", "GETEX c EX 1")
                    .expect("+primary SET x 1\r\n+primary GET a\r\n+primary GET b\r\n+primary GETEX c EX 1\r\n");
            client.send("MULTI", "SORT a", "EXEC").expect("+primary MULTI\r\n+primary SORT a\r\n+primary EXEC\r\n");
        }
    }

    @Test
    void understandsAClientThatSendsAByteAtATime() throws Exception {
        try (RawClient client = start()) {
            for (char character : (RawClient.request("SET a 1") + RawClient.request("GET a")).toCharArray()) {
                client.sendBytes(String.valueOf(character));
            }
            assertThat(client.readLine()).isEqualTo("+primary SET a 1");
            assertThat(client.readLine()).endsWith("GET a");
        }
    }

    @Test
    void understandsInlineRequests() throws Exception {
        try (RawClient client = start()) {
            client.sendBytes("set a \"b c\"\r\nget a\r\n");
            client.expect("+primary set a b c\r\n").expect("+primary get a\r\n");
        }
    }

    @Test
    void bringsRepliesBackInTheOrderOfTheRequestsWhicheverServerIsFaster() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        replica.replies(request -> {
            await(slow);
            return "$5\r\nslow!\r\n";
        });
        try (RawClient client = start(Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.EVENTUAL))) {
            client.send("GET a", "SET a 1", "SET b 2");
            assertThat(primary.nextRequest()).isEqualTo("SET a 1");
            assertThat(primary.nextRequest()).isEqualTo("SET b 2");
            slow.countDown();
            client.expect("$5\r\nslow!\r\n+primary SET a 1\r\n+primary SET b 2\r\n");
        }
    }

    @Test
    void readsFromThePrimaryWhileAWriteOfThisClientIsUnanswered() throws Exception {
        try (RawClient client = start()) {
            client.send("SET a 1", "GET a", "GET b");
            client.expect("+primary SET a 1\r\n+primary GET a\r\n+primary GET b\r\n");
            client.send("GET a").expect("+replica GET a\r\n");
        }
    }

    @Test
    void doesNotLetAWriteOvertakeAReadThatIsStillAtAReplica() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        replica.replies(request -> {
            await(slow);
            return "+old\r\n";
        });
        try (RawClient client = start()) {
            client.send("GET a", "SET a 1");
            assertThat(replica.nextRequest()).isEqualTo("GET a");
            assertThat(primary.hasNoRequest()).isTrue();
            slow.countDown();
            client.expect("+old\r\n+primary SET a 1\r\n");
        }
    }

    @Test
    void sharesOneConnectionAmongClientsAndMixesUpNobodysReplies() throws Exception {
        try (RawClient first = start();
                RawClient second = connect();
                RawClient third = connect()) {
            for (int i = 0; i < 50; i++) {
                first.send("SET a " + i, "GET a");
                second.send("SET b " + i);
                third.send("SET c " + i, "SET d " + i);
                first.expect("+primary SET a " + i + "\r\n");
                assertThat(first.readLine()).endsWith("GET a");
                second.expect("+primary SET b " + i + "\r\n");
                third.expect("+primary SET c " + i + "\r\n+primary SET d " + i + "\r\n");
            }
            assertThat(primary.connectionsAccepted()).isEqualTo(1);
        }
    }

    @Test
    void passesALargeValueThrough() throws Exception {
        String value = "v".repeat(3_000_000);
        primary.replies(request -> "$" + request.length() + "\r\n" + request + "\r\n");
        try (RawClient client = start()) {
            client.send("SET a " + value);
            client.expect("$" + (value.length() + 6) + "\r\nSET a " + value + "\r\n");
        }
    }

    // ---- faults

    @Test
    void readsElsewhereWhenAReplicaHangsUpBeforeItAnswers() throws Exception {
        replica.replies(_ -> FakeRedis.HANG_UP);
        try (RawClient client = start()) {
            client.send("GET a", "GET b").expect("+primary GET a\r\n+primary GET b\r\n");
            assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.CONNECTION_LOST);
        }
    }

    @Test
    void readsTheRestElsewhereWhenAReplicaHangsUpInBetween() throws Exception {
        replica.replies(request -> request.equals("GET a") ? "+replica a\r\n" : FakeRedis.HANG_UP);
        try (RawClient client = start()) {
            client.send("GET a", "GET b", "GET c").expect("+replica a\r\n+primary GET b\r\n+primary GET c\r\n");
        }
    }

    @Test
    void readsFromThePrimaryWhenAReplicaIsStillLoading() throws Exception {
        replica.replies(_ -> "-LOADING Redis is loading the dataset in memory\r\n");
        try (RawClient client = start()) {
            client.send("GET a", "GET b").expect("+primary GET a\r\n+primary GET b\r\n");
            assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.LOADING_REPLY);
        }
    }

    @Test
    void readsFromThePrimaryWhenNoReplicaListens() throws Exception {
        try (RawClient client = start(Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE), deadAddress())) {
            client.send("GET a").expect("+primary GET a\r\n");
        }
    }

    @Test
    void neverSendsAWriteTwice() throws Exception {
        primary.replies(_ -> FakeRedis.HANG_UP);
        try (RawClient client = start()) {
            client.send("INCR a");
            assertThat(client.readLine()).startsWith("-LOSTREPLY ").endsWith("may have been executed");
            assertThat(primary.nextRequest()).isEqualTo("INCR a");
            primary.replies(_ -> "+back\r\n");
            client.send("INCR b").expect("+back\r\n");
            assertThat(primary.nextRequest()).isEqualTo("INCR b");
        }
    }

    @Test
    void tellsApartWhatCannotHaveBeenExecuted() throws Exception {
        primary.close();
        try (RawClient client = start()) {
            client.send("SET a 1");
            assertThat(client.readLine()).startsWith("-UNREACHABLE ");
        }
    }

    @Test
    void closesAClientThatHasHalfAReplyOfALostServer() throws Exception {
        primary.replies(_ -> "$10\r\nhalf");
        try (RawClient client = start()) {
            client.send("SET a 1").expect("$10\r\nhalf");
            primary.close();
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void givesUpAServerThatNeverAnswers() throws Exception {
        replica.replies(_ -> FakeRedis.SILENCE);
        primary.replies(request -> request.startsWith("SET") ? FakeRedis.SILENCE : "+primary\r\n");
        ProxySettings settings =
                Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE, Duration.ofMillis(300), 100, 1024, null);
        try (RawClient client = start(settings)) {
            client.send("GET a").expect("+primary\r\n");
            client.send("SET a 1");
            assertThat(client.readLine()).startsWith("-LOSTREPLY ").contains("was silent for");
        }
    }

    @Test
    void treatsBytesThatAreNoReplyAsALostConnection() throws Exception {
        primary.replies(_ -> "HTTP/1.1 400 Bad Request\r\n\r\n");
        try (RawClient client = start()) {
            client.send("SET a 1");
            assertThat(client.readLine()).startsWith("-LOSTREPLY ").contains("no reply");
        }
    }

    @Test
    void doesNotGiveAClientARepliesThatNobodyAskedFor() throws Exception {
        try (RawClient client = start()) {
            client.send("SET a 1").expect("+primary SET a 1\r\n");
            primary.push("+surprise\r\n");
            String reply;
            do {
                client.send("SET a 2");
                reply = client.readLine();
            } while (reply.startsWith("-LOSTREPLY"));
            assertThat(reply).isEqualTo("+primary SET a 2");
        }
    }

    @Test
    void asksForANewLookWhenAPrimarySaysThatItIsNone() throws Exception {
        primary.replies(_ -> "-READONLY You can't write against a read only replica.\r\n");
        try (RawClient client = start()) {
            client.send("SET a 1").expect("-READONLY You can't write against a read only replica.\r\n");
            assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.READONLY_REPLY);
        }
    }

    @Test
    void followsThePrimaryWhenTheTopologyChanges() throws Exception {
        try (FakeRedis promoted = FakeRedis.echoing("promoted");
                RawClient client = start()) {
            client.send("SET a 1").expect("+primary SET a 1\r\n");
            running().useTopology(Settings.topology(promoted.address()));
            String reply;
            do {
                client.send("SET a 2");
                reply = client.readLine();
            } while (reply.startsWith("+primary"));
            assertThat(reply).isEqualTo("+promoted SET a 2");
            client.send("GET a").expect("+promoted GET a\r\n");
        }
    }

    // ---- protocol errors and limits

    @Test
    void answersMalformedRequestsAsRedisDoesAndCloses() throws Exception {
        try (RawClient client = start()) {
            client.sendBytes(RawClient.request("SET a 1") + "*1000000000\r\n");
            assertThat(client.readToEnd())
                    .isEqualTo("+primary SET a 1\r\n-ERR Protocol error: invalid multibulk length\r\n");
        }
        try (RawClient client = connect()) {
            client.sendBytes("*1\r\n$-5\r\n");
            assertThat(client.readToEnd()).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        }
    }

    @Test
    void refusesClientsBeyondTheLimit() throws Exception {
        ProxySettings settings =
                Settings.of(ReadPolicy.PRIMARY, Consistency.PIPELINE, Duration.ofSeconds(20), 1, 1024, null);
        try (RawClient first = start(settings);
                RawClient second = connect()) {
            first.send("PING").expect("+primary PING\r\n");
            assertThat(second.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
        }
    }

    @Test
    void stopsReadingAClientThatHasTooMuchInFlightAndGoesOnLater() throws Exception {
        ProxySettings settings =
                Settings.of(ReadPolicy.PRIMARY, Consistency.PIPELINE, Duration.ofSeconds(20), 10, 4, null);
        CountDownLatch slow = new CountDownLatch(1);
        primary.replies(request -> {
            await(slow);
            return "+" + request + "\r\n";
        });
        try (RawClient client = start(settings)) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                client.send("SET a " + i);
                expected.append("+SET a ").append(i).append("\r\n");
            }
            assertThat(primary.nextRequest()).isEqualTo("SET a 0");
            slow.countDown();
            client.expect(expected.toString());
        }
    }

    @Test
    void refusesDeniedAndAdministratorsCommands() throws Exception {
        try (RawClient client = start()) {
            client.send("KEYS *").expect("-NOPERM the ambassador does not let 'keys' through\r\n");
            client.send("CONFIG SET a b").expect("-NOPERM the ambassador does not let 'config set' through\r\n");
            client.send("CONFIG GET a").expect("+primary CONFIG GET a\r\n");
            client.send("SHUTDOWN").expect("-NOPERM the ambassador does not let 'shutdown' through\r\n");
        }
    }

    // ---- sessions

    @Test
    void wantsItsOwnPasswordFirstIfItHasOne() throws Exception {
        ProxySettings settings = Settings.of(
                ReadPolicy.PRIMARY,
                Consistency.PIPELINE,
                Duration.ofSeconds(20),
                10,
                1024,
                LocalUsers.of("default", "secret"));
        try (RawClient client = start(settings)) {
            client.send("GET a").expect("-NOAUTH Authentication required.\r\n");
            client.send("AUTH wrong").expect("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
            client.send("AUTH secret").expect("+OK\r\n");
            client.send("GET a").expect("+primary GET a\r\n");
        }
    }

    @Test
    void selectsADatabaseOnAConnectionOfThatDatabase() throws Exception {
        primary.replies(request ->
                request.equals("SELECT 99") ? "-ERR DB index is out of range\r\n" : "+OK " + request + "\r\n");
        try (RawClient client = start(Settings.of(ReadPolicy.PRIMARY, Consistency.PIPELINE))) {
            client.send("SELECT 3", "SET a 1").expect("+OK SELECT 3\r\n+OK SET a 1\r\n");
            assertThat(primary.nextRequest()).isEqualTo("SELECT 3"); // of the connection
            assertThat(primary.nextRequest()).isEqualTo("SELECT 3"); // of the client
            assertThat(primary.nextRequest()).isEqualTo("SET a 1");
            client.send("SELECT 99", "SET a 2").expect("-ERR DB index is out of range\r\n+OK SET a 2\r\n");
            assertThat(primary.connectionsAccepted()).isEqualTo(2);
        }
    }

    @Test
    void keepsNamesAndRepliesModesOfItsClients() throws Exception {
        try (RawClient client = start()) {
            client.send("CLIENT GETNAME", "CLIENT SETNAME joe", "CLIENT GETNAME")
                    .expect("$-1\r\n+OK\r\n$3\r\njoe\r\n");
            client.send("CLIENT REPLY SKIP", "SET a 1", "SET b 2").expect("+primary SET b 2\r\n");
            client.send("CLIENT REPLY OFF", "SET a 1", "SET b 2", "CLIENT REPLY ON")
                    .expect("+OK\r\n");
            client.send("RESET", "CLIENT GETNAME").expect("+RESET\r\n$-1\r\n");
            client.send("QUIT");
            assertThat(client.readToEnd()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void runsTransactionsOnAConnectionOfTheirOwnAndGivesItBack() throws Exception {
        try (RawClient client = start()) {
            client.send("SET a 1").expect("+primary SET a 1\r\n");
            for (int i = 0; i < 5; i++) {
                client.send("MULTI", "GET a", "EXEC", "GET a");
                client.expect("+primary MULTI\r\n+primary GET a\r\n+primary EXEC\r\n+primary GET a\r\n");
            }
            client.send("GET a").expect("+replica GET a\r\n");
            assertThat(primary.connectionsAccepted()).isEqualTo(2);
        }
    }

    @Test
    void letsNobodyWaitForABlockedClient() throws Exception {
        primary.replies(request -> request.startsWith("BLPOP") ? FakeRedis.SILENCE : "+" + request + "\r\n");
        try (RawClient blocked = start();
                RawClient other = connect()) {
            blocked.send("BLPOP q 0");
            assertThat(primary.nextRequest()).isEqualTo("BLPOP q 0");
            other.send("SET a 1").expect("+SET a 1\r\n");
        }
    }

    @Test
    void passesMessagesToASubscriber() throws Exception {
        primary.replies(request -> request.startsWith("SUBSCRIBE")
                ? "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n"
                : "+" + request + "\r\n");
        try (RawClient subscriber = start()) {
            subscriber.send("SUBSCRIBE c").expect("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
            primary.push("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n");
            subscriber.expect("*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n");
        }
    }

    @Test
    void answersWhatIsOwedBeforeItStops() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        primary.replies(request -> {
            await(slow);
            return "+" + request + "\r\n";
        });
        try (RawClient client = start()) {
            client.send("SET a 1");
            assertThat(primary.nextRequest()).isEqualTo("SET a 1");
            Proxy stopping = running();
            Thread stop = Thread.ofVirtual().start(() -> stop(stopping));
            slow.countDown();
            assertThat(client.readToEnd()).isEqualTo("+SET a 1\r\n");
            stop.join(Duration.ofSeconds(30));
            assertThat(stop.isAlive()).isFalse();
        }
    }

    private static void stop(Proxy proxy) {
        try {
            proxy.stop(Deadline.after(Duration.ofSeconds(20), InstantSource.system()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NodeAddress deadAddress() throws IOException {
        return new NodeAddress("127.0.0.1", FreePorts.next());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
