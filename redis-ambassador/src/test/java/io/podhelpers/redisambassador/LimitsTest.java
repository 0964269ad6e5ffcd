package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.proxy.FakeRedis;
import io.podhelpers.redisambassador.proxy.RawClient;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients may not do to others, or to the ambassador's memory.
@Timeout(120)
class LimitsTest {
    private static final String SUBSCRIBED = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";

    private FakeRedis redis;
    private int port;

    @BeforeEach
    void startServer() throws IOException {
        redis = new FakeRedis(primary(request -> "+" + request + "\r\n"));
        port = FreePorts.next();
    }

    @AfterEach
    void stopServer() throws IOException {
        redis.close();
    }

    /// Answers those who ask who it is, too.
    private static Function<String, String> primary(Function<String, String> others) {
        return request -> switch (request) {
            case "PING" -> "+PONG\r\n";
            case "ROLE" -> "*3\r\n$6\r\nmaster\r\n:7\r\n*0\r\n";
            case "INFO replication" -> bulk("role:master\r\nmaster_replid:abc\r\nmaster_repl_offset:7\r\n");
            case "INFO server" -> bulk("run_id:one\r\n");
            case "COMMAND" -> "*0\r\n";
            default -> others.apply(request);
        };
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private RunningAmbassador start(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--upstream=redis://" + redis.address());
        all.add("--listen-address=127.0.0.1:" + port);
        return new RunningAmbassador(all.toArray(String[]::new));
    }

    @Test
    void letsAdministratorsCommandsThroughOnlyWhenAllowed() throws Exception {
        try (RunningAmbassador ambassador = start();
                RawClient client = ambassador.connect(port)) {
            assertThat(client.send("REPLICAOF a 1").readLine()).startsWith("-NOPERM the ambassador");
        }
        try (RunningAmbassador ambassador = start("--allow-admin");
                RawClient client = ambassador.connect(port)) {
            client.send("REPLICAOF a 1").expect("+REPLICAOF a 1\r\n");
        }
    }

    @Test
    void refusesTheCommandsThatAreDeniedAndNoOthers() throws Exception {
        try (RunningAmbassador ambassador = start("--deny-commands=flushall,config set");
                RawClient client = ambassador.connect(port)) {
            assertThat(client.send("FLUSHALL").readLine()).startsWith("-NOPERM the ambassador does not let 'flushall'");
            assertThat(client.send("CONFIG SET a b").readLine()).startsWith("-NOPERM");
            client.send("CONFIG GET a").expect("+CONFIG GET a\r\n");
        }
    }

    @Test
    void admitsNoMoreClientsThanAllowedOverAllListeners() throws Exception {
        try (RunningAmbassador ambassador = start("--max-clients=2");
                RawClient one = ambassador.connect(port);
                RawClient two = ambassador.connect(port)) {
            one.send("PING").expect("+PONG\r\n");
            two.send("PING").expect("+PONG\r\n");
            try (RawClient three = ambassador.connect(port)) {
                assertThat(three.readToEnd()).startsWith("-ERR max number of clients reached");
            }
            one.send("QUIT").expect("+OK\r\n");
            RunningAmbassador.until("there is room again", () -> isAdmitted(ambassador));
        }
    }

    private boolean isAdmitted(RunningAmbassador ambassador) {
        try (RawClient client = ambassador.connect(port)) {
            return client.send("PING").readLine().equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aSubscriberThatDoesNotReadHoldsUpOnlyItselfAndTakesLittleMemory() throws Exception {
        String message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n" + bulk("x".repeat(64 * 1024));
        redis.replies(primary(request -> request.startsWith("SUBSCRIBE")
                ? SUBSCRIBED + message.repeat(512) // 32 MiB
                : "+" + request + "\r\n"));
        try (RunningAmbassador ambassador = start();
                RawClient subscriber = ambassador.connect(port);
                RawClient other = ambassador.connect(port)) {
            other.send("GET a").expect("+GET a\r\n");
            double before = directMemory(ambassador);
            subscriber.send("SUBSCRIBE c");
            for (int i = 0; i < 200; i++) {
                other.send("GET " + i).expect("+GET " + i + "\r\n");
            }
            assertThat(directMemory(ambassador) - before).isLessThan(6 << 20);
            subscriber.expect(SUBSCRIBED);
            for (int i = 0; i < 512; i++) {
                subscriber.expect(message); // all of it is still there
            }
        }
    }

    @Test
    void keepsLittleOfWhatAClientDoesNotReadAndCutsItOffWhenOthersWaitForTooLong() throws Exception {
        redis.replies(
                primary(request -> request.startsWith("GET big") ? bulk("x".repeat(8 << 20)) : "+" + request + "\r\n"));
        try (RunningAmbassador ambassador = start("--timeout=1s", "--read-policy=primary");
                RawClient slow = ambassador.connect(port);
                RawClient other = ambassador.connect(port)) {
            other.send("GET a").expect("+GET a\r\n");
            double before = directMemory(ambassador);
            slow.send("GET big1", "GET big2", "GET big3", "GET big4");
            other.send("GET b").expect("+GET b\r\n"); // once the slow one is cut off
            assertThat(directMemory(ambassador) - before).isLessThan(12 << 20);
            assertThat(ambassador.get("/metrics")).contains("redis_ambassador_errors_total{cause=\"slow_client\"} 1.0");
        }
    }

    @Test
    void waitsForAServerThatWasAskedToPause() throws Exception {
        CountDownLatch pause = new CountDownLatch(1);
        redis.replies(primary(request -> {
            if (request.startsWith("SET")) {
                try {
                    assertThat(pause.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return "+" + request + "\r\n";
        }));
        try (RunningAmbassador ambassador = start("--timeout=100ms", "--read-policy=primary");
                RawClient client = ambassador.connect(port)) {
            client.send("CLIENT PAUSE 60000 WRITE").expect("+CLIENT PAUSE 60000 WRITE\r\n");
            client.send("SET a 1");
            Thread later = Thread.ofVirtual().start(() -> {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000); // ten times the timeout
                pause.countDown();
            });
            client.expect("+SET a 1\r\n");
            later.join();
        }
    }

    @Test
    void aPauseThatTheServerRefusedForgivesNoSilence() throws Exception {
        CountDownLatch pause = new CountDownLatch(1);
        redis.replies(primary(request -> {
            if (request.startsWith("SET")) {
                try {
                    assertThat(pause.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return request.startsWith("CLIENT PAUSE") ? "-ERR syntax error\r\n" : "+" + request + "\r\n";
        }));
        try (RunningAmbassador ambassador = start("--timeout=100ms", "--read-policy=primary");
                RawClient client = ambassador.connect(port)) {
            client.send("CLIENT PAUSE 999999 ALWAYS").expect("-ERR syntax error\r\n");
            client.send("SET a 1");
            assertThat(client.readLine()).startsWith("-LOSTREPLY ");
        } finally {
            pause.countDown();
        }
    }

    private static double directMemory(RunningAmbassador ambassador) {
        Matcher used = Pattern.compile("redis_ambassador_buffer_memory_bytes ([0-9.E]+)")
                .matcher(ambassador.get("/metrics"));
        assertThat(used.find()).isTrue();
        return Double.parseDouble(used.group(1));
    }

    @Test
    void showsItsServersOnAPageAndAsJson() throws Exception {
        try (RunningAmbassador ambassador = start();
                RawClient client = ambassador.connect(port)) {
            client.send("GET a").expect("+GET a\r\n");
            assertThat(ambassador.get("/")).contains("<title>redis-ambassador</title>", "fetch('/topology')");
            assertThat(ambassador.get("/topology"))
                    .startsWith("{\"listener\":\"default\",\"listen\":\"127.0.0.1:" + port + "\",\"clients\":1,")
                    .contains("\"primary\":{\"address\":\"" + redis.address() + "\"")
                    .containsPattern("\"traffic\":\\[\\{\"address\":\"" + redis.address()
                            + "\",\"connections\":1,\"requests\":1,\"waiting\":0,\"avoided\":null}]");
            assertThat(ambassador.get("/metrics"))
                    .contains("redis_ambassador_failovers_total{listener=\"default\"} 0.0")
                    .contains("redis_ambassador_commands_total{command=\"get\",outcome=\"ok\",route=\"primary\"} 1.0");
        }
    }
}
