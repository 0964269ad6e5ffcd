package io.podhelpers.k8s.demo;

import io.podhelpers.testcontainers.pod.ContainerStatus;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The demonstration, one step a method: each does something to the Pod and checks what it claims.
final class Tour {
    private static final int REQUESTS = 50;
    private static final List<String> HELPERS =
            List.of("log-shipper", "git-sync", "nginx-exporter", "redis-ambassador");

    private final DemoPods pods;
    private final Console console;

    Tour(DemoPods pods, Console console) {
        this.pods = pods;
        this.console = console;
    }

    void run() {
        startOfThePod();
        pushToDeploy();
        shippedLogs();
        metricsOfNginx();
        redisCommands();
        hungReplica();
        memory();
    }

    private void startOfThePod() {
        PodContainer pod = pods.webserver();
        List<ContainerStatus> starts = pod.manifest()
                .spec()
                .allContainers()
                .map(container -> pod.status(container.name()))
                .toList();
        List<ContainerStatus> sorted = starts.stream()
                .sorted(Comparator.comparing(ContainerStatus::startedAt))
                .toList();
        console.check(
                starts.equals(sorted),
                "started in this order: "
                        + starts.stream().map(ContainerStatus::name).collect(Collectors.joining(", ")));
        for (int index = 0; index + 1 < HELPERS.size(); index++) {
            console.fact(String.format(
                    Locale.ROOT,
                    "%-16s %4d ms from its start to the next container's",
                    starts.get(index).name(),
                    Duration.between(
                                    starts.get(index).startedAt(),
                                    starts.get(index + 1).startedAt())
                            .toMillis()));
        }
        console.check(pod.isReady(), "every container is ready");
    }

    private void pushToDeploy() {
        console.step("Push to deploy: git-sync");
        console.fact("nginx serves " + firstLine(pods.page("/")));
        String page = "<h1>pushed at " + Instant.now() + "</h1>";
        String hash = pods.push(page);
        Optional<Duration> took = Waiting.until(() -> pods.page("/"), text -> text.contains(page));
        console.fact("pushed " + shortened(hash) + ": nginx serves " + firstLine(pods.page("/")));
        console.check(
                took.isPresent(),
                "the page changed " + took.map(Console::seconds).orElse("never") + " after the push");
        String link = pods.webserver()
                .exec("nginx", "readlink", "/usr/share/nginx/html/current")
                .stdout()
                .strip();
        console.check(link.endsWith(hash), "the link that nginx follows leads to revision " + shortened(hash));
    }

    private void shippedLogs() {
        console.step("Every line of nginx's log, once: log-shipper");
        String mark = "/tour-" + Instant.now().toEpochMilli();
        for (int request = 0; request < REQUESTS; request++) {
            pods.page(mark + "?request=" + request + ".");
        }
        // nginx writes an error line for each missing file too, which names the request as well
        Waiting.until(() -> accessLines(mark), lines -> lines.size() >= REQUESTS);
        List<String> lines = accessLines(mark);
        lines.stream().findFirst().ifPresent(console::quote);
        long missing = IntStream.range(0, REQUESTS)
                .filter(request -> lines.stream().noneMatch(line -> line.contains("?request=" + request + ".")))
                .count();
        console.check(
                missing == 0 && lines.size() == REQUESTS,
                REQUESTS + " requests made, " + lines.size() + " lines shipped, " + missing + " missing");
    }

    private List<String> accessLines(String mark) {
        return pods.shippedLines().stream()
                .filter(line -> line.contains(mark) && line.contains("access.log"))
                .toList();
    }

    private void metricsOfNginx() {
        console.step("nginx in Prometheus' words: nginx-exporter");
        double before = pods.metrics("nginx-exporter").sum("nginx_http_requests_total");
        for (int request = 0; request < REQUESTS; request++) {
            pods.page("/");
        }
        String page = pods.metricsPage("nginx-exporter");
        page.lines()
                .filter(line -> line.matches("nginx_(connections|http|up).*"))
                .forEach(console::quote);
        Metrics after = Metrics.parse(page);
        console.check(after.sum("nginx_up") == 1, "nginx_up is 1");
        double more = after.sum("nginx_http_requests_total") - before;
        console.check(
                more > REQUESTS,
                REQUESTS + " requests made, nginx_http_requests_total went up by " + Math.round(more)
                        + " (with the scrapes and probes)");
    }

    private void redisCommands() {
        console.step("One Redis on localhost, three behind it: redis-ambassador");
        CommandCounts before = CommandCounts.of(pods);
        List<String> written = pods.redisLoop(REQUESTS, "set tour:$i value-$i");
        List<String> read = pods.redisLoop(REQUESTS, "get tour:$i");
        console.check(
                written.equals(Collections.nCopies(REQUESTS, "OK")) && read.equals(values(REQUESTS)),
                REQUESTS + " values written to localhost:6379 and read back from there");
        CommandCounts counts = CommandCounts.of(pods).since(before);
        console.fact("what the servers themselves counted:");
        counts.table().forEach(console::fact);
        console.check(counts.reads("redis-primary-0") == 0, "no read reached the primary");
        console.check(counts.of("redis-primary-0", "set") >= REQUESTS, "all writes reached the primary");
        console.check(
                counts.reads("redis-replica-0") > 0 && counts.reads("redis-replica-1") > 0,
                "both replicas answered reads");
    }

    private void hungReplica() {
        console.step("A replica hangs");
        pods.set().pod("redis-replica-1").freeze("redis");
        Optional<Duration> healed = Waiting.until(this::tenReadsAnswered, answered -> answered);
        pods.set().pod("redis-replica-1").unfreeze("redis");
        console.check(
                healed.isPresent(),
                "redis-replica-1 accepts and never answers; ten reads in a row were answered after "
                        + healed.map(Console::seconds).orElse("never"));
        console.check(pods.webserver().isReady(), "the Pod stayed ready");
    }

    private boolean tenReadsAnswered() {
        return pods.redisLoop(10, "get tour:$i").equals(values(10));
    }

    private static List<String> values(int number) {
        return IntStream.range(0, number).mapToObj(value -> "value-" + value).toList();
    }

    private void memory() {
        console.step("Memory");
        try (MemoryWatch watch = new MemoryWatch(pods.webserver(), HELPERS)) {
            Waiting.until(watch::bytes, bytes -> bytes.size() == HELPERS.size());
            for (String helper : HELPERS) {
                ContainerStatus status = pods.webserver().status(helper);
                long used = watch.bytes().getOrDefault(helper, Long.MAX_VALUE);
                console.check(
                        !status.outOfMemory() && status.restarts() == 0 && used < status.memoryLimitBytes(),
                        String.format(
                                Locale.ROOT,
                                "%-16s uses %d MiB of its limit of %d MiB, %d restarts",
                                helper,
                                used >> 20,
                                status.memoryLimitBytes() >> 20,
                                status.restarts()));
            }
        }
    }

    /// Ends the Pod while requests come in.
    void end() {
        console.step("The end of the Pod");
        String mark = "/last-" + Instant.now().toEpochMilli();
        for (int request = 0; request < REQUESTS; request++) {
            pods.page(mark + "?request=" + request + ".");
        }
        PodEnd end = pods.webserver().terminate();
        console.fact(String.join(" → ", end.order()) + " (" + Console.seconds(end.took()) + ")");
        List<String> sidecars = new ArrayList<>(pods.webserver().manifest().spec().initContainers().stream()
                .map(ContainerSpec::name)
                .toList());
        console.check(
                end.order()
                        .subList(
                                end.order().size() - sidecars.size(),
                                end.order().size())
                        .equals(sidecars.reversed()),
                "containers ended first, then the helpers in reverse order, the log shipper last");
        console.check(
                end.containers().stream().allMatch(container -> container.exitCode() == 0),
                "every exit code is 0"
                        + end.containers().stream()
                                .filter(container -> container.exitCode() != 0)
                                .map(container -> ", but " + container.name() + ": " + container.exitCode())
                                .collect(Collectors.joining()));
        console.check(
                accessLines(mark).size() == REQUESTS,
                "the last " + REQUESTS + " requests are shipped too: "
                        + accessLines(mark).size() + " lines");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String shortened(String hash) {
        return hash.length() > 8 ? hash.substring(0, 8) : hash;
    }
}
