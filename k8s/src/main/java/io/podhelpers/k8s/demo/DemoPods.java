package io.podhelpers.k8s.demo;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The Pods of the example with all four helpers, and what one can ask of them.
final class DemoPods implements AutoCloseable {
    static final List<String> REDIS = List.of("redis-primary-0", "redis-replica-0", "redis-replica-1");
    static final Map<String, Integer> ADMIN_PORTS =
            Map.of("log-shipper", 9114, "git-sync", 9115, "nginx-exporter", 9113, "redis-ambassador", 9116);

    private static final int WEB = 8080;
    private static final int REDIS_PORT = 6379;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWERED_WITHIN)
            .build();
    private final PodSet pods;

    DemoPods(Path example) {
        pods = PodSet.fromYaml(example);
    }

    PodSet set() {
        return pods;
    }

    PodContainer webserver() {
        return pods.pod("webserver");
    }

    /// What nginx answers, or why it does not.
    String page(String path) {
        return get(WEB, path);
    }

    String metricsPage(String helper) {
        return get(ADMIN_PORTS.getOrDefault(helper, 0), "/metrics");
    }

    Metrics metrics(String helper) {
        return Metrics.parse(metricsPage(helper));
    }

    String webUrl() {
        return "http://" + webserver().getHost() + ":" + webserver().getMappedPort(WEB) + "/";
    }

    private String get(int port, String path) {
        URI uri =
                URI.create("http://" + webserver().getHost() + ":" + webserver().getMappedPort(port) + path);
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(ANSWERED_WITHIN).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    /// Pushes a commit that changes the page; its hash is the answer.
    String push(String page) {
        return pods.pod("git-server-0")
                .exec("git-server", "commit-file", "demo-web", "index.html", page)
                .stdout()
                .strip();
    }

    List<String> shippedLines() {
        return webserver().stdout("log-shipper").lines().toList();
    }

    /// A command of the application, which only knows localhost.
    String redis(String... command) {
        String[] line = new String[command.length + 1];
        line[0] = "redis-cli";
        System.arraycopy(command, 0, line, 1, command.length);
        return webserver().exec("application", line).stdout().strip();
    }

    /// Many commands of the application in a row, each by a client of its own; what they printed, a line each.
    List<String> redisLoop(int times, String command) {
        String script = "i=0; while [ $i -lt " + times + " ]; do redis-cli " + command + "; i=$((i + 1)); done";
        return webserver()
                .exec("application", "sh", "-c", script)
                .stdout()
                .lines()
                .toList();
    }

    /// How often each command reached a server, in that server's own words.
    Map<String, Long> calls(String server) throws IOException {
        PodContainer redis = pods.pod(server);
        return RedisInfo.calls(redis.getHost(), redis.getMappedPort(REDIS_PORT));
    }

    /// Removes every Pod at once, whatever it is doing.
    void removeAll() {
        pods.close();
    }

    @Override
    public void close() {
        removeAll();
        client.close();
    }
}
