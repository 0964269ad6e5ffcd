package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.redisambassador.proxy.FakeRedis;
import io.podhelpers.redisambassador.proxy.RawClient;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration changes while clients are connected and requests are on their way.
class ReloadTest {
    @TempDir
    private Path folder;

    private FakeRedis one;
    private FakeRedis two;

    @BeforeEach
    void startServers() throws IOException {
        one = FakeRedis.echoing("one");
        two = FakeRedis.echoing("two");
    }

    @AfterEach
    void stopServers() throws IOException {
        one.close();
        two.close();
    }

    /// Written beside and moved over it, as a mounted ConfigMap changes.
    private Path write(String text) throws IOException {
        Path file = folder.resolve("ambassador.yml");
        Path next = Files.writeString(folder.resolve("next.yml"), text);
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String listener(String name, int port, FakeRedis server, String... more) {
        return "  " + name + ":\n    listen: 127.0.0.1:" + port + "\n    servers: " + server.address() + ":1\n"
                + String.join("", more);
    }

    private RunningAmbassador start(Path config, String... options) throws Exception {
        String[] all = new String[options.length + 1];
        all[0] = "--config=" + config;
        System.arraycopy(options, 0, all, 1, options.length);
        return new RunningAmbassador(all);
    }

    @Test
    void clientsAndTheirRequestsOnTheWayStayWhenTheServersChange() throws Exception {
        int port = FreePorts.next();
        CountDownLatch slow = new CountDownLatch(1);
        one.replies(request -> {
            if (request.equals("GET slow")) {
                await(slow);
            }
            return "+one " + request + "\r\n";
        });
        Path config = write("listeners:\n" + listener("cache", port, one));
        try (RunningAmbassador ambassador = start(config);
                RawClient client = ambassador.connect(port);
                RawClient waiting = ambassador.connect(port)) {
            client.send("SET a 1").expect("+one SET a 1\r\n");
            waiting.send("GET slow", "GET next");
            assertThat(one.nextRequest()).isEqualTo("SET a 1");
            assertThat(one.nextRequest()).isEqualTo("GET slow");

            write("listeners:\n" + listener("cache", port, two));

            RunningAmbassador.until(
                    "the new server is known",
                    () -> ambassador.get("/topology").contains(two.address().toString()));
            client.send("GET a").expect("+two GET a\r\n");
            slow.countDown();
            waiting.expect("+one GET slow\r\n+one GET next\r\n");
            waiting.send("GET more").expect("+two GET more\r\n");
        }
    }

    @Test
    void noReplyIsLostOrSwappedWhileTheConfigurationChangesUnderLoad() throws Exception {
        int port = FreePorts.next();
        Path config = write("listeners:\n" + listener("cache", port, one));
        try (RunningAmbassador ambassador = start(config);
                RawClient client = ambassador.connect(port)) {
            Set<String> servers = new HashSet<>();
            for (int round = 0; round < 40; round++) {
                write("listeners:\n" + listener("cache", port, round % 2 == 0 ? two : one));
                ambassador.reload();
                for (int i = 0; i < 50; i++) {
                    client.send("SET k" + i + " " + round, "GET k" + i);
                    servers.add(checked(client, "SET k" + i + " " + round));
                    servers.add(checked(client, "GET k" + i));
                }
            }
            assertThat(servers).containsExactlyInAnyOrder("+one", "+two");
        }
    }

    private static String checked(RawClient client, String request) throws IOException {
        String reply = client.readLine();
        assertThat(reply).endsWith(" " + request);
        return reply.substring(0, 4);
    }

    @Test
    void aWrongConfigurationNeverReplacesTheRunningOne() throws Exception {
        int port = FreePorts.next();
        int other = FreePorts.next();
        String good = "listeners:\n" + listener("cache", port, one);
        Path config = write(good);
        try (RunningAmbassador ambassador = start(config);
                RawClient client = ambassador.connect(port);
                FakeRedis taken = FakeRedis.echoing("taken")) {
            String[] wrong = {
                "listeners:\n  cache:\n    listen: 127.0.0.1:" + port + "\n    upstrem: redis://a\n",
                "listeners: [",
                good + listener("second", other, two, "    read-policy: fastest\n"),
                good + listener("second", other, two, "    tls-cert-file: /nowhere\n    tls-key-file: /nowhere\n"),
                // the address of the second is taken: the third must not stay open
                good
                        + listener("third", other, two)
                        + listener("second", taken.address().port(), two),
            };
            for (String text : wrong) {
                write(text);
                ambassador.reload();
                RunningAmbassador.until("it was looked at: " + text, () -> refusals(ambassador) > 0);
                client.send("GET a").expect("+one GET a\r\n");
                assertThatThrownBy(() -> ambassador.connect(other)).isInstanceOf(ConnectException.class);
                write(good);
                ambassador.reload();
                RunningAmbassador.until("the good one is back", () -> refusals(ambassador) == 0);
            }
        }
    }

    private static int refusals(RunningAmbassador ambassador) {
        return ambassador.get("/metrics").contains("redis_ambassador_config_refused 1.0") ? 1 : 0;
    }

    @Test
    void opensAndClosesListeners() throws Exception {
        int first = FreePorts.next();
        int second = FreePorts.next();
        Path config = write("listeners:\n" + listener("first", first, one));
        try (RunningAmbassador ambassador = start(config);
                RawClient client = ambassador.connect(first)) {
            client.send("GET a").expect("+one GET a\r\n");

            write("listeners:\n" + listener("second", second, two));

            RunningAmbassador.until("the second listens", () -> listens(ambassador, second));
            assertThat(client.readToEnd()).isEmpty();
            RunningAmbassador.until("the first is closed", () -> !listens(ambassador, first));
            try (RawClient other = ambassador.connect(second)) {
                other.send("GET a").expect("+two GET a\r\n");
            }
        }
    }

    @Test
    void aRequestOfAListenerThatWentIsAnsweredAlsoWhenTheServiceStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        int first = FreePorts.next();
        int second = FreePorts.next();
        try (FakeRedis slow = new FakeRedis(request -> {
            asked.countDown();
            await(answer);
            return "+late\r\n";
        })) {
            Path config = write("listeners:\n" + listener("first", first, slow));
            RunningAmbassador ambassador = start(config);
            Thread stop = new Thread(ambassador::close, "stop");
            try (RawClient client = ambassador.connect(first)) {
                client.send("GET a");
                await(asked);
                write("listeners:\n" + listener("second", second, two));
                RunningAmbassador.until("the first is closed", () -> !listens(ambassador, first));

                stop.start();

                assertThat(stop.join(Duration.ofMillis(500))).as("ended").isFalse();
                answer.countDown();
                client.expect("+late\r\n");
            } finally {
                answer.countDown();
                stop.join();
            }
        }
    }

    private static boolean listens(RunningAmbassador ambassador, int port) {
        try (RawClient _ = ambassador.connect(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void takesUpRotatedPasswordsOnBothSides() throws Exception {
        int port = FreePorts.next();
        Path users = Files.writeString(folder.resolve("users"), "# who may\nana:first\n");
        Path upstream = Files.writeString(folder.resolve("upstream"), "old\n");
        Path config = write("listeners:\n" + listener("cache", port, one));
        try (RunningAmbassador ambassador =
                        start(config, "--users-file=" + users, "--upstream-password-file=" + upstream);
                RawClient client = ambassador.connect(port)) {
            client.send("GET a").expect("-NOAUTH Authentication required.\r\n");
            client.send("AUTH ana first").expect("+OK\r\n");
            client.send("GET a").expect("+one GET a\r\n");
            assertThat(one.nextRequest()).isEqualTo("AUTH old");

            Files.writeString(users, "ana:#16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4\n");
            Files.writeString(upstream, "newer\n");

            RunningAmbassador.until("the new password holds", () -> lets(ambassador, port, "AUTH ana second"));
            assertThat(lets(ambassador, port, "AUTH ana first")).isFalse();
            client.send("GET b").expect("+one GET b\r\n");
            assertThat(one.nextRequest()).isEqualTo("GET a");
            assertThat(one.nextRequest()).isEqualTo("AUTH newer");
            assertThat(one.nextRequest()).isEqualTo("GET b");
        }
    }

    private static boolean lets(RunningAmbassador ambassador, int port, String auth) {
        try (RawClient client = ambassador.connect(port)) {
            return client.send(auth).readLine().equals("+OK");
        } catch (IOException e) {
            throw new AssertionError(e);
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
