package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.GitSyncContainer;
import io.podhelpers.testcontainers.HelperImages;
import io.podhelpers.testcontainers.LogShipperContainer;
import io.podhelpers.testcontainers.NginxExporterContainer;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Each image under the smallest memory limit of the Pod examples, as busy as it can be and with what it depends on
/// failing again and again: never killed, and as well afterwards as before.
///
/// `-Dlimits.duration=10m` makes each last so long; see `make soak-limits`.
final class LimitsIT {
    private static final long MEBI = 1 << 20;
    private static final long SMALL = 64 * MEBI;
    private static final long AMBASSADORS = 96 * MEBI;
    /// No example has it: what `docs/operators.md` says.
    static final long KAFKAS = 96 * MEBI;
    private static final Duration STARTUP = Duration.ofMinutes(1);
    private static final int ABANDONED_SCRAPES = 1000;
    private static final int FILES = 10_000;

    private final Network network = Network.newNetwork();

    @TempDir
    private Path shared;

    @AfterEach
    void removeTheNetwork() {
        network.close();
    }

    @Test
    void nginxExporterWithAThousandAbandonedScrapesAndAnNginxThatHangs() throws Exception {
        String conf = """
                server {
                    listen 80;
                    access_log syslog:server=exporter:5140,nohostname;
                    location /stub_status { stub_status; }
                }
                """;
        try (NginxExporterContainer exporter = new NginxExporterContainer()
                        .withNetwork(network)
                        .withNetworkAliases("exporter")
                        .withScrapeUri("http://nginx/stub_status")
                        .withOption("--nginx.timeout", "300ms")
                        .withOption("--nginx.syslog-listen", ":5140")
                        .withMemoryLimit(SMALL);
                GenericContainer<?> nginx = server("nginx:1.26", "nginx", 80)
                        .withCopyToContainer(Transferable.of(conf), "/etc/nginx/conf.d/default.conf");
                GenericContainer<?> client = new GenericContainer<>("podhelpers-test/client:1").withNetwork(network);
                UnderLimit watch = new UnderLimit(exporter, SMALL)) {
            exporter.start();
            client.start();
            nginx.start();
            try (Load load = new Load()) {
                for (int scraper = 0; scraper < 4; scraper++) {
                    load.often("scrape", () -> Http.get(exporter.metricsUri()));
                }
                load.often("request", () -> Http.get(Http.uri(nginx, 80, "/" + System.nanoTime())));
                load.often("abandon scrapes", () -> abandon(client, ABANDONED_SCRAPES / 10));
                load.often("freeze nginx", () -> {
                    DockerClientFactory.lazyClient()
                            .pauseContainerCmd(nginx.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(1));
                    DockerClientFactory.lazyClient()
                            .unpauseContainerCmd(nginx.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(2));
                });
                load.lastsFor(watch::check);
            }
            abandon(client, ABANDONED_SCRAPES);
            Waiting.until("nginx is up", () -> Http.get(exporter.metricsUri()).contains("\nnginx_up 1\n"));
            assertThat(Metrics.value(exporter, "process_open_fds")).isLessThan(100);
            assertThat(Metrics.value(exporter, "jvm_threads")).isLessThan(30);
        }
    }

    @Test
    void logShipperWithAReceiverThatComesAndGoes() throws Exception {
        letAnybodyWrite();
        Path log = Files.createFile(shared.resolve("access.log"));
        try (GenericContainer<?> receiver = server("nginx:1.26", "receiver", 80)
                        .withCopyToContainer(
                                Transferable.of(
                                        "server { listen 80; client_max_body_size 0; location / { return 204; } }"),
                                "/etc/nginx/conf.d/default.conf");
                LogShipperContainer shipper = new LogShipperContainer()
                        .withNetwork(network)
                        .withLogDirectory(shared.toString())
                        .withHttpSink("http://receiver/lines")
                        .withOption("--input", "/var/log/nginx/access.log*")
                        .withOption("--http-timeout", "2s")
                        .withMemoryLimit(SMALL);
                UnderLimit watch = new UnderLimit(shipper, SMALL)) {
            receiver.start();
            shipper.start();
            LogWriter writer = new LogWriter(log);
            try (Load load = new Load()) {
                load.often("write", () -> writer.write(load));
                load.often("receiver comes and goes", () -> {
                    load.pause(Duration.ofSeconds(2));
                    DockerClientFactory.lazyClient()
                            .pauseContainerCmd(receiver.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(2));
                    DockerClientFactory.lazyClient()
                            .unpauseContainerCmd(receiver.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(2));
                    DockerClientFactory.lazyClient()
                            .stopContainerCmd(receiver.getContainerId())
                            .withTimeout(5)
                            .exec();
                    load.pause(Duration.ofSeconds(1));
                    DockerClientFactory.lazyClient()
                            .startContainerCmd(receiver.getContainerId())
                            .exec();
                });
                load.lastsFor(watch::check);
            }
            Waiting.until(
                    "every line is shipped: " + writer.lines(),
                    () -> Metrics.value(shipper, "log_shipper_shipped_lines_total") >= writer.lines());
            assertThat(Metrics.sum(shipper, "log_shipper_lost_lines_total")).isZero();
            assertThat(Metrics.sum(shipper, "log_shipper_lost_bytes_total")).isZero();
        }
    }

    @Test
    void logShipperKafkaWithABrokerThatComesAndGoes() throws Exception {
        letAnybodyWrite();
        Path log = Files.createFile(shared.resolve("access.log"));
        try (KafkaServer broker = new KafkaServer(network);
                LogShipperContainer shipper = new LogShipperContainer(withKafka())
                        .withNetwork(network)
                        .withLogDirectory(shared.toString())
                        .withOption("--sink", "kafka")
                        .withOption("--kafka-brokers", KafkaServer.ADDRESS)
                        .withOption("--input", "/var/log/nginx/access.log*")
                        .withOption("--http-timeout", "2s")
                        .withOption("--http-compression", "gzip")
                        .withMemoryLimit(KAFKAS);
                UnderLimit watch = new UnderLimit(shipper, KAFKAS)) {
            broker.start();
            shipper.start();
            LogWriter writer = new LogWriter(log);
            try (Load load = new Load()) {
                load.often("write", () -> writer.write(load));
                load.often("broker comes and goes", () -> {
                    load.pause(Duration.ofSeconds(2));
                    DockerClientFactory.lazyClient()
                            .pauseContainerCmd(broker.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(3));
                    DockerClientFactory.lazyClient()
                            .unpauseContainerCmd(broker.getContainerId())
                            .exec();
                    load.pause(Duration.ofSeconds(2));
                    DockerClientFactory.lazyClient()
                            .restartContainerCmd(broker.getContainerId())
                            .withTimeout(5)
                            .exec();
                    load.pause(Duration.ofSeconds(10));
                });
                load.lastsFor(watch::check);
            }
            Waiting.until(
                    "every line is shipped: " + writer.lines(),
                    () -> Metrics.value(shipper, "log_shipper_shipped_lines_total") >= writer.lines());
            assertThat(Metrics.sum(shipper, "log_shipper_lost_lines_total")).isZero();
            assertThat(Metrics.sum(shipper, "log_shipper_lost_bytes_total")).isZero();
            watch.check();
        }
    }

    private static DockerImageName withKafka() {
        return DockerImageName.parse("podhelpers/log-shipper-kafka")
                .withTag(HelperImages.LOG_SHIPPER.getVersionPart())
                .asCompatibleSubstituteFor(HelperImages.LOG_SHIPPER);
    }

    @Test
    void gitSyncWithTenThousandFilesAndAServerThatComesAndGoes() throws Exception {
        letAnybodyWrite();
        String work = "set -e; git clone -q /srv/git/big.git /tmp/work; cd /tmp/work; ";
        String fill = work + "for d in $(seq 100); do mkdir -p d$d; for f in $(seq " + FILES / 100
                + "); do echo $d $f $RANDOM >d$d/f$f; done; done; git add -A; git commit -qm all; git push -q origin HEAD:main";
        String change =
                "set -e; cd /tmp/work; for f in $(seq 100); do echo $RANDOM $RANDOM >d$((RANDOM % 100 + 1))/f$f; done;"
                        + " git commit -qam change; git push -q origin HEAD:main; git rev-parse HEAD";
        try (GenericContainer<?> git =
                        server("podhelpers-test/git-server:1", "git-server", 80).withEnv("GIT_REPOS", "big");
                GitSyncContainer sync = new GitSyncContainer("http://git-server/big.git")
                        .withNetwork(network)
                        .withRef("main")
                        .withLink("current")
                        .withSharedDirectory(shared.toString())
                        .withOption("--max-failures", "-1")
                        .withOption("--sync-timeout", "60s")
                        .withMemoryLimit(SMALL);
                UnderLimit watch = new UnderLimit(sync, SMALL)) {
            git.start();
            bash(git, fill);
            sync.start();
            try (Load load = new Load()) {
                load.often("push", () -> {
                    bash(git, change);
                    load.pause(Duration.ofMillis(300));
                });
                load.often("server comes and goes", () -> {
                    load.pause(Duration.ofSeconds(3));
                    bash(git, "pkill -STOP lighttpd");
                    load.pause(Duration.ofSeconds(1));
                    bash(git, "pkill -CONT lighttpd");
                });
                load.lastsFor(watch::check);
            }
            bash(git, "pkill -CONT lighttpd");
            String last = bash(git, change).strip();
            Waiting.until(
                    "the last revision is published",
                    () -> Files.readSymbolicLink(shared.resolve("current")).endsWith(last));
            try (var files = Files.walk(shared.resolve("current").toRealPath())) {
                assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith(".git")))
                        .hasSize(FILES + 1);
            }
        }
    }

    @Test
    void redisAmbassadorThroughFailovers() throws Exception {
        try (GenericContainer<?> one = server("redis:8.0", "one", 6379);
                GenericContainer<?> two = server("redis:8.0", "two", 6379);
                RedisAmbassadorContainer ambassador = new RedisAmbassadorContainer()
                        .withNetwork(network)
                        .withNetworkAliases("ambassador")
                        .withUpstream("redis://one:6379,two:6379")
                        .withReadPolicy("prefer-replica")
                        .withMemoryLimit(AMBASSADORS);
                UnderLimit watch = new UnderLimit(ambassador, AMBASSADORS)) {
            one.start();
            two.start();
            bash(two, "redis-cli replicaof one 6379");
            ambassador.start();
            String benchmark = "timeout 60 redis-benchmark -h ambassador -q ";
            try (Load load = new Load()) {
                load.often("pipelines", () -> run(one, benchmark + "-c 50 -P 16 -n 50000 -r 1000 -t get,set"));
                load.often("many clients", () -> run(two, benchmark + "-c 200 -n 10000 -r 1000 -t get,set,lrange_100"));
                load.often("large values", () -> run(two, benchmark + "-c 8 -d 262144 -n 500 -r 20 -t set,get"));
                load.often("failover", () -> {
                    load.pause(Duration.ofSeconds(3));
                    bash(two, "redis-cli replicaof no one");
                    bash(one, "redis-cli replicaof two 6379");
                    load.pause(Duration.ofSeconds(3));
                    bash(one, "redis-cli replicaof no one");
                    bash(two, "redis-cli replicaof one 6379");
                });
                load.lastsFor(watch::check);
            }
            Waiting.until(
                    "it writes to the primary",
                    () -> run(one, "redis-cli -h ambassador set last word").contains("OK"));
            Waiting.until(
                    "and reads",
                    () -> run(one, "redis-cli -h ambassador get last").contains("word"));
            Waiting.until("no client is left behind", () -> Metrics.sum(ambassador, "redis_ambassador_clients") == 0);
        }
    }

    /// Asks for the metrics and goes away: from within the network, as the engine's port forwarding gives up under
    /// this.
    private static void abandon(GenericContainer<?> client, int scrapes) throws IOException, InterruptedException {
        bash(
                client,
                "for i in $(seq " + scrapes + "); do exec 3<>/dev/tcp/exporter/9113;"
                        + " printf 'GET /metrics HTTP/1.1\\r\\n\\r\\n' >&3; exec 3>&-; done");
    }

    /// Writes lines as nginx does, and turns the log over now and then as logrotate does.
    private static final class LogWriter {
        private static final int LINES = 2000;
        private final Path log;
        private int rounds;

        LogWriter(Path log) {
            this.log = log;
        }

        void write(Load load) throws IOException, InterruptedException {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < LINES; line++) {
                text.append("10.0.0.1 - - [22/Nov/2026:07:35:01 +0000] \"GET /shop?item=")
                        .append(line)
                        .append(" HTTP/1.1\" 200 612 \"https://shop.example/\" \"Mozilla/5.0 (X11)\" \"-\"\n");
            }
            Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            rounds++;
            if (rounds % 50 == 0) {
                Files.move(log, log.resolveSibling("access.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            load.pause(Duration.ofMillis(200)); // ten thousand lines a second
        }

        long lines() {
            return (long) rounds * LINES;
        }
    }

    private GenericContainer<?> server(String image, String name, int port) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withNetwork(network)
                .withNetworkAliases(name)
                .withExposedPorts(port)
                .waitingFor(Wait.forListeningPort().withStartupTimeout(STARTUP));
    }

    /// What it prints; fails when it fails.
    private static String bash(GenericContainer<?> container, String script) throws IOException, InterruptedException {
        ExecResult result = container.execInContainer("bash", "-c", script);
        assertThat(result.getExitCode()).as(script + ": " + result.getStderr()).isZero();
        return result.getStdout();
    }

    /// What it prints, whether or not it fails: a failover is an error to some clients.
    private static String run(GenericContainer<?> container, String script) throws IOException, InterruptedException {
        return container.execInContainer("bash", "-c", script).getStdout();
    }

    /// As an `emptyDir` with an fsGroup would be: the helper's user is nobody here.
    private void letAnybodyWrite() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
}
