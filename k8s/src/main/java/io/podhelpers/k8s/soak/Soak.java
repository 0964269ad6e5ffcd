package io.podhelpers.k8s.soak;

import io.podhelpers.testcontainers.pod.ContainerStatus;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The Pod with all four helpers, under load, with faults, for as long as asked; then the books are balanced.
///
/// ```
/// visitors ─► nginx ─► access.log ─► log-shipper ─► standard output     written = shipped
/// applications ─► redis-ambassador ─► primary and replicas             sent = answered + errored, none wrong
/// pushes ─► git server ─► git-sync ─► nginx ─► a reader                 pushed = published, in order
/// scrapes ─► /metrics of the four                                      answered
/// faults ─► all of them
/// ```
final class Soak {
    private static final int APPLICATIONS = 4;
    private static final int READERS = 2;
    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration LONGEST_LAST_TURN = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Path example;
    private final Duration length;
    private final long seed;
    private final Consumer<String> told;

    Soak(Path example, Duration length, long seed, Consumer<String> told) {
        this.example = example;
        this.length = length;
        this.seed = seed;
        this.told = told;
    }

    Ledger run() throws IOException, InterruptedException {
        try (SoakPods pods = new SoakPods(example)) {
            pods.start();
            return run(pods);
        }
    }

    private Ledger run(SoakPods pods) throws IOException, InterruptedException {
        Outages outages = new Outages();
        Visitors visitors = new Visitors(pods);
        RedisLoad redis = new RedisLoad(pods);
        Pushes pushes = new Pushes(pods);
        Scrapes scrapes = new Scrapes(pods, outages);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Faults faults = new Faults(pods, outages, random, told);
        redis.prepare();

        Ending endOfFaults = new Ending();
        Ending endOfLoad = new Ending();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            start(threads, visitors, READERS, endOfLoad, running);
            start(threads, redis, APPLICATIONS, endOfLoad, running);
            start(threads, pushes, 1, endOfLoad, running);
            start(threads, scrapes, SoakPods.HELPERS.size(), endOfLoad, running);
            running.add(threads.submit(() -> {
                new Ending().pause(length);
                endOfFaults.come();
            }));
            faults.runUntil(endOfFaults);
            told.accept("no more faults");
            new Ending().pause(CALM);
            endOfLoad.come();
            awaitEnd(running);
        }
        awaitDelivery(visitors);
        Ledger ledger = new Ledger();
        for (Load load : List.of(visitors, redis, pushes, scrapes)) {
            load.account(ledger);
        }
        faults.account(ledger);
        accountForMemory(pods.webserver(), ledger);
        accountForTheEnd(pods.webserver(), ledger);
        return ledger;
    }

    private static void start(ExecutorService threads, Load load, int times, Ending ending, List<Future<?>> running) {
        for (int thread = 0; thread < times; thread++) {
            running.add(threads.submit(() -> load.runUntil(ending)));
        }
    }

    /// A thread that failed has kept no books: the soak fails with it.
    private static void awaitEnd(List<Future<?>> running) throws InterruptedException {
        for (Future<?> thread : running) {
            try {
                thread.get(LONGEST_LAST_TURN.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("part of the load did not end well", e);
            }
        }
    }

    private static void awaitDelivery(Visitors visitors) {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (visitors.missingNow() > 0 && System.nanoTime() < deadline) {
            new Ending().pause(LOOK_AGAIN);
        }
    }

    private static void accountForMemory(PodContainer pod, Ledger ledger) {
        List<String> killed = new ArrayList<>();
        for (String helper : SoakPods.HELPERS) {
            ContainerStatus status = pod.status(helper);
            if (status.outOfMemory() || !status.running()) {
                killed.add(status.toString());
            }
        }
        ledger.add(
                "memory: no helper meets its limit",
                killed.isEmpty() ? "0 killed for memory" : killed.toString(),
                killed.isEmpty());
    }

    private static void accountForTheEnd(PodContainer pod, Ledger ledger) {
        PodEnd end = pod.terminate();
        String codes = String.join(
                ", ",
                SoakPods.HELPERS.stream()
                        .map(helper -> helper + " " + end.of(helper).exitCode())
                        .toList());
        ledger.add(
                "the end: each helper exits with 0",
                codes + ", all in " + end.took().toMillis() + " ms",
                SoakPods.HELPERS.stream().allMatch(helper -> end.of(helper).exitCode() == 0));
    }
}
