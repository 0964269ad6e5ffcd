package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import io.podhelpers.testcontainers.pod.PodContainer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Runs the manifests of `docs/migrating`: the one of after, and beside it the one of before where the tool of before
/// comes as a Debian package.
final class MigratingIT {
    private static final String TAKES_ALL = "server { listen 3100; location /loki/ { return 204; } }";

    private static final String KEYS =
            "i=0; while [ $i -lt 100 ]; do echo set key-$i $i; i=$((i + 1)); done | redis-cli -p 6380";

    @Test
    void nginxExporterHasEverySeriesOfTheOfficialExporter() {
        try (PodContainer before = pod("nginx-prometheus-exporter", "before");
                PodContainer after = pod("nginx-prometheus-exporter", "after")) {
            before.start();
            after.start();

            List<String> wanted = Waiting.until("nginx_up", () -> descriptions(before), text -> text.size() > 8);

            assertThat(wanted).anyMatch(line -> line.contains("nginx_http_requests_total"));
            Waiting.until("the same of ours", () -> descriptions(after), found -> found.containsAll(wanted));
        }
    }

    /// Help and type of every nginx series. The version of the build is each exporter's own.
    private static List<String> descriptions(PodContainer pod) {
        return Web.get(pod, 9113, "/metrics")
                .lines()
                .filter(line -> line.matches("# (HELP|TYPE) nginx_.*") && !line.contains("_build_info"))
                .toList();
    }

    @Test
    void nginxExporterHasEveryOptionOfTheOfficialExporter() throws IOException {
        String readme = Files.readString(Path.of("../nginx-exporter/README.md"));
        String help = printed("nginx/nginx-prometheus-exporter:1.4", "--help");

        assertThat(Pattern.compile("(?m)^ +(--(?:web|nginx|prometheus|log)[a-z.-]+)")
                        .matcher(help)
                        .results())
                .hasSizeGreaterThan(10)
                .allSatisfy(option -> assertThat(readme).contains("| `" + option.group(1) + "`"));
    }

    /// What a program prints and ends.
    private static String printed(String image, String... arguments) {
        try (GenericContainer<?> program = new GenericContainer<>(DockerImageName.parse(image))
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())
                .withCommand(arguments)) {
            program.start();
            return program.getLogs();
        }
    }

    @Test
    void redisAmbassadorPutsEachKeyWhereTwemproxyDid() {
        try (PodContainer before = pod("twemproxy", "before");
                PodContainer after = pod("twemproxy", "after")) {
            before.start();
            after.start();

            for (String port : List.of("6381", "6382")) {
                assertThat(keys(after, port)).isNotEmpty().isEqualTo(keys(before, port));
            }
        }
    }

    private static Set<String> keys(PodContainer pod, String port) {
        return Waiting.until(
                "100 keys",
                () -> {
                    String answers = pod.exec("redis-one", "sh", "-c", KEYS).stdout();
                    if (!answers.equals("OK\n".repeat(100))) {
                        return Set.of(); // a server was not yet there
                    }
                    Set<String> keys = keysAt(pod, "6381");
                    keys.addAll(keysAt(pod, "6382"));
                    return keys.size() == 100 ? keysAt(pod, port) : Set.<String>of();
                },
                keys -> !keys.isEmpty());
    }

    private static Set<String> keysAt(PodContainer pod, String port) {
        return new TreeSet<>(pod.exec("redis-one", "redis-cli", "-p", port, "keys", "key-*")
                .stdout()
                .lines()
                .filter(key -> !key.isEmpty())
                .toList());
    }

    @Test
    void redisAmbassadorServesEveryStatisticOfNutcracker() throws IOException {
        List<String> wanted = Pattern.compile("(?m)^  ([a-z_]+) +\"")
                .matcher(printed("podhelpers-test/nutcracker:0.5", "--describe-stats"))
                .results()
                .map(name -> "\"" + name.group(1) + "\":")
                .toList();
        try (Network network = Network.newNetwork();
                GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse("redis:8.0"))
                        .withNetwork(network)
                        .withNetworkAliases("one");
                RedisAmbassadorContainer after = new RedisAmbassadorContainer()
                        .withNetwork(network)
                        .withOption("--redis-servers", "one:6379:1")
                        .withOption("--stats-listen-address", ":22222")) {
            after.addExposedPort(22222);
            redis.start();
            after.start();

            assertThat(wanted).hasSize(19);
            try (Socket stats = new Socket(after.getHost(), after.getMappedPort(22222))) {
                assertThat(new String(stats.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains(wanted);
            }
        }
    }

    @Test
    void gitSyncPublishesWithTheManifestOfGitSyncV4() {
        try (PodContainer after = pod("git-sync", "after")) {
            after.start();

            Waiting.until("nginx serves it", () -> Web.get(after, 8080, "/"), "<h1>demo-web</h1>\n"::equals);
        }
    }

    @Test
    void logShipperShipsWhatFluentBitDid() {
        try (PodContainer after = pod("fluent-bit", "after")) {
            after.start();
            Waiting.until(
                    "the line is shipped",
                    () -> Web.get(after, 8080, "/?after") + after.stdout("shipper"),
                    text -> text.contains("\"url.query\":\"after\""));
        }
    }

    @Test
    void redisAmbassadorReadsFromTheReplicaAsPredixyDid() {
        try (PodContainer after = pod("predixy", "after")) {
            after.start();
            Waiting.until(
                    "the replica answers what was written",
                    () -> {
                        redis(after, "6380", "set", "key", "value");
                        redis(after, "6380", "get", "key");
                        return redis(after, "6382", "info", "commandstats");
                    },
                    stats -> stats.contains("cmdstat_get:"));

            assertThat(redis(after, "6380", "get", "key")).isEqualTo("value\n");
            assertThat(redis(after, "6381", "info", "commandstats")).contains("cmdstat_set:");
        }
    }

    private static String redis(PodContainer pod, String port, String... command) {
        List<String> words = new ArrayList<>(List.of("redis-cli", "-p", port));
        words.addAll(List.of(command));
        return pod.exec("redis-primary", words.toArray(String[]::new)).stdout();
    }

    @Test
    void redisAmbassadorSpreadsKeysAsEnvoyDid() {
        try (PodContainer after = pod("envoy", "after")) {
            after.start();

            assertThat(keys(after, "6381")).isNotEmpty().doesNotContainAnyElementsOf(keys(after, "6382"));
        }
    }

    /// Loki is an nginx here that takes everything.
    @Test
    void logShipperPushesToTheLokiOfPromtail() {
        try (Network network = Network.newNetwork();
                GenericContainer<?> loki = new GenericContainer<>(DockerImageName.parse("nginx:1.26"))
                        .withNetwork(network)
                        .withNetworkAliases("loki")
                        .withCopyToContainer(Transferable.of(TAKES_ALL), "/etc/nginx/conf.d/default.conf");
                PodContainer after = pod("promtail", "after").withNetwork(network)) {
            loki.start();
            after.start();
            Waiting.until(
                    "a push",
                    () -> Web.get(after, 8080, "/?after") + loki.getLogs(),
                    text -> text.contains("\"POST /loki/api/v1/push HTTP/1.1\" 204"));
        }
    }

    private static PodContainer pod(String page, String when) {
        return PodContainer.fromYaml(MigratingTest.FOLDER.resolve(page + "-" + when + ".yaml"));
    }
}
