package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.proxy.RawClient;
import io.podhelpers.redisambassador.topology.RedisNode;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/// Real servers that want TLS, passwords or to be asked for first; the service runs in this process.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TransportIT {
    private static final int MOST_LOOKS = 6;
    private static final Path TLS = Path.of("src/test/resources/tls").toAbsolutePath();
    private static final int PORT = 6379;

    @TempDir
    private Path folder;

    // ---- TLS

    /// Takes nothing but TLS, and only clients whose certificate the authority signed.
    private static GenericContainer<?> secureRedis() {
        GenericContainer<?> redis = new GenericContainer<>("redis:8.0")
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1)
                        .withStartupTimeout(Duration.ofSeconds(60)));
        for (String file : List.of("ca.pem", "server.pem", "server.key")) {
            redis.withCopyFileToContainer(MountableFile.forHostPath(TLS.resolve(file), 0644), "/tls/" + file);
        }
        return redis.withCommand(
                "redis-server",
                "--save",
                "",
                "--port",
                "0",
                "--tls-port",
                Integer.toString(PORT),
                "--tls-cert-file",
                "/tls/server.pem",
                "--tls-key-file",
                "/tls/server.key",
                "--tls-ca-cert-file",
                "/tls/ca.pem",
                "--tls-auth-clients",
                "yes");
    }

    @Test
    void showsItsCertificateToTheServersAndBelievesOnlyTheirs() throws Exception {
        try (GenericContainer<?> redis = secureRedis()) {
            redis.start();
            String upstream = "--upstream=rediss://localhost:" + redis.getMappedPort(PORT);
            assertThat(answerAtLast(upstream, authority("ca"), certificate("client")))
                    .isEqualTo("+OK");
            assertThat(answer(upstream, authority("other-ca"), certificate("client")))
                    .startsWith("-UNREACHABLE ");
            assertThat(answer(upstream, authority("ca"), certificate("stranger")))
                    .startsWith("-UNREACHABLE ");
            assertThat(answer(upstream, authority("ca"))).startsWith("-UNREACHABLE ");
        }
    }

    @Test
    void reachesShardsByTls() throws Exception {
        try (GenericContainer<?> redis = secureRedis()) {
            redis.start();
            String shards = "--redis-servers=localhost:" + redis.getMappedPort(PORT) + ":1";
            assertThat(answer(shards, "--upstream-tls", authority("ca"), certificate("client")))
                    .isEqualTo("+OK");
            assertThat(answer(shards, "--upstream-tls", authority("other-ca"), certificate("client")))
                    .startsWith("-UNREACHABLE ");
        }
    }

    @Test
    void refusesTheServerWhoseCertificateIsForAnotherNameThanExpected() throws Exception {
        try (GenericContainer<?> redis = secureRedis()) {
            redis.start();
            Path environments =
                    Files.writeString(folder.resolve("environments.yml"), """
                    right:
                      upstream: rediss://localhost:%1$d
                      expect: {tls-name: redis.test}
                    wrong:
                      upstream: rediss://localhost:%1$d
                      expect: {tls-name: redis.production}
                    """.formatted(redis.getMappedPort(PORT)));
            String config = "--config=" + environments;
            assertThat(answerAtLast(config, "--environment=right", authority("ca"), certificate("client")))
                    .isEqualTo("+OK");
            assertThat(answer(config, "--environment=wrong", authority("ca"), certificate("client")))
                    .startsWith("-UNREACHABLE ");
        }
    }

    private static String authority(String name) {
        return "--upstream-ca-file=" + TLS.resolve(name + ".pem");
    }

    private static String certificate(String name) {
        return "--upstream-cert-file=" + TLS.resolve(name + ".pem") + " --upstream-key-file="
                + TLS.resolve(name + ".key");
    }

    /// What a write is answered when the service runs with these options.
    private static String answerAtLast(String... options) throws Exception {
        return answer(MOST_LOOKS, options);
    }

    private static String answer(String... options) throws Exception {
        return answer(0, options);
    }

    private static String answer(int looks, String... options) throws Exception {
        int port = FreePorts.next();
        String all = String.join(" ", options) + " --listen-address=127.0.0.1:" + port;
        try (RunningAmbassador ambassador = new RunningAmbassador(all.split(" ", -1));
                RawClient client = ambassador.connect(port)) {
            String answer = client.send("SET a 1").readLine();
            // on a busy machine the first look at a server behind TLS takes longer than a command waits for it
            for (int more = 0; more < looks && answer.startsWith("-UNREACHABLE "); more++) {
                answer = client.send("SET a 1").readLine();
            }
            return answer;
        }
    }

    // ---- Sentinels with users of their own

    @Test
    void logsInAtTheSentinelsAndAtTheServersWithDifferentPasswords() throws Exception {
        Path server = Files.writeString(folder.resolve("server"), "server-secret\n");
        Path sentinels = Files.writeString(folder.resolve("sentinels"), "sentinel-secret\n");
        try (RedisNode primary = RedisNode.primary("--requirepass", "server-secret")) {
            primary.start();
            try (GenericContainer<?> sentinel = sentinelOf(primary)) {
                sentinel.start();
                String upstream = "--upstream=redis-sentinel://" + RedisNode.ip(sentinel) + ":26379/mymaster";
                String passwords = "--upstream-password-file=" + server;
                String[] both = {upstream, passwords, "--sentinel-user=watcher", "--sentinel-password-file=" + sentinels
                };
                assertThat(answerAtLast(both)).isEqualTo("+OK");
                assertThat(answer(upstream, passwords)).isEqualTo("-UNREACHABLE no primary is known");
            }
        }
    }

    private static GenericContainer<?> sentinelOf(RedisNode primary) {
        String configuration = String.join(
                "\n",
                "port 26379",
                "user default off",
                "user watcher on >sentinel-secret allchannels +@all",
                "sentinel monitor mymaster " + primary.ip() + " 6379 1",
                "sentinel auth-pass mymaster server-secret",
                "");
        return new GenericContainer<>("redis:8.0")
                .withCommand("redis-sentinel", "/data/sentinel.conf")
                .withExposedPorts(26379)
                .withCopyToContainer(Transferable.of(configuration, 0666), "/data/sentinel.conf")
                .waitingFor(Wait.forListeningPort().withStartupTimeout(Duration.ofSeconds(60)));
    }

    // ---- nutcracker's statistics

    private static final String POOLS = """
            alpha:
              listen: 127.0.0.1:%d
              redis: true
              servers:
               - 127.0.0.1:6379:1 first
               - 127.0.0.1:6380:1
            beta:
              listen: 127.0.0.1:%d
              redis: true
              servers:
               - 127.0.0.1:6379:1
            """;

    @Test
    void servesStatisticsWithExactlyNutcrackersNames() throws Exception {
        String theirs;
        try (GenericContainer<?> nutcracker = new GenericContainer<>("podhelpers-test/nutcracker:0.5")
                .withCommand("-c", "/etc/nutcracker/nutcracker.yml", "-i", "100")
                .withCopyToContainer(
                        Transferable.of(POOLS.formatted(22121, 22122)), "/etc/nutcracker/nutcracker.yml")) {
            nutcracker.start();
            theirs = readPatiently(RedisNode.ip(nutcracker), 22222);
        }
        int stats = FreePorts.next();
        Path config = Files.writeString(
                folder.resolve("nutcracker.yml"), POOLS.formatted(FreePorts.next(), FreePorts.next()));
        try (RunningAmbassador _ =
                new RunningAmbassador("--config=" + config, "--stats-listen-address=127.0.0.1:" + stats)) {
            String ours = readPatiently("127.0.0.1", stats);
            assertThat(names(ours)).isEqualTo(names(theirs)).hasSizeGreaterThan(25);
        }
    }

    private static Set<String> names(String json) {
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("\"([^\"]+)\":").matcher(json);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    private static String readPatiently(String host, int port) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try (java.net.Socket socket = new java.net.Socket(host, port)) {
                socket.setSoTimeout(30_000);
                return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            } catch (java.net.ConnectException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
