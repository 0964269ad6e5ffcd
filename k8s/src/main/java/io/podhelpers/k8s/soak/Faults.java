package io.podhelpers.k8s.soak;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One fault after the other, drawn at random, with a time to recover after each.
///
/// All happen to this Pod or the servers that it talks to; the Redis primary is frozen and cut off but not killed, as
/// it keeps nothing on disk here and would be another server afterwards.
final class Faults {
    private static final Duration RECOVERY = Duration.ofSeconds(4);
    private static final List<String> SERVERS =
            List.of("redis-primary-0", "redis-replica-0", "redis-replica-1", "git-server-0");
    private static final List<String> REPLICAS = List.of("redis-replica-0", "redis-replica-1");
    private static final int SLOW_KILOBITS = 256;

    private final SoakPods pods;
    private final Outages outages;
    private final RandomGenerator random;
    private final Consumer<String> told;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int rotations;

    Faults(SoakPods pods, Outages outages, RandomGenerator random, Consumer<String> told) {
        this.pods = pods;
        this.outages = outages;
        this.random = random;
        this.told = told;
    }

    void runUntil(Ending ending) {
        // each kind once before any comes again, in an order of chance
        List<Runnable> bag = new ArrayList<>();
        while (!ending.hasCome()) {
            if (bag.isEmpty()) {
                bag.addAll(kinds());
            }
            Runnable fault = bag.remove(random.nextInt(bag.size()));
            try {
                fault.run();
            } catch (DockerException | PodException e) {
                failures.add(String.valueOf(e.getMessage()).strip());
            }
            ending.pause(RECOVERY);
        }
    }

    private List<Runnable> kinds() {
        List<Runnable> kinds = new ArrayList<>();
        for (String helper : SoakPods.HELPERS) {
            kinds.add(() -> kill(helper));
            kinds.add(() -> freeze(helper));
        }
        kinds.add(this::killNginx);
        kinds.add(this::rotate);
        kinds.add(this::rotate);
        kinds.add(() -> fill("/var/log/nginx"));
        kinds.add(() -> killServer(oneOf(REPLICAS), "redis"));
        kinds.add(() -> freezeServer(oneOf(SERVERS)));
        kinds.add(() -> freezeServer("redis-primary-0"));
        kinds.add(() -> cutOff(oneOf(SERVERS)));
        kinds.add(() -> cutOff(oneOf(SERVERS)));
        kinds.add(() -> slowDown(oneOf(SERVERS)));
        kinds.add(this::cutOffThePodItself);
        return kinds;
    }

    private void kill(String helper) {
        begins("kill -9", helper);
        Instant from = Instant.now();
        pods.webserver().crash(helper);
        outages.add(helper, from, Instant.now());
    }

    private void freeze(String helper) {
        begins("freeze", helper);
        Instant from = Instant.now();
        pods.webserver().freeze(helper);
        hold();
        pods.webserver().unfreeze(helper);
        outages.add(helper, from, Instant.now());
    }

    private void killNginx() {
        begins("kill -9", "nginx");
        pods.webserver().crash("nginx");
    }

    private void rotate() {
        begins("rotate", "access.log");
        pods.webserver()
                .exec(
                        "nginx",
                        "sh",
                        "-c",
                        "cd /var/log/nginx && mv access.log access.log." + ++rotations + " && kill -USR1 1");
    }

    private void fill(String folder) {
        begins("fill the disk", folder);
        PodContainer web = pods.webserver();
        web.exec("nginx", "sh", "-c", "cat /dev/zero >" + folder + "/filler 2>/dev/null");
        hold();
        web.exec("nginx", "rm", "-f", folder + "/filler");
    }

    private void killServer(String pod, String container) {
        begins("kill -9", pod);
        pods.pod(pod).crash(container);
    }

    private void freezeServer(String pod) {
        begins("freeze", pod);
        String container = pods.pod(pod).containers().getFirst();
        pods.pod(pod).freeze(container);
        hold();
        pods.pod(pod).unfreeze(container);
    }

    private void cutOff(String pod) {
        begins("cut off", pod);
        pods.pod(pod).partition();
        hold();
        pods.pod(pod).healNetwork();
    }

    private void slowDown(String pod) {
        begins("slow network", pod);
        pods.pod(pod).slowDown(SLOW_KILOBITS);
        hold();
        pods.pod(pod).healNetwork();
    }

    private void cutOffThePodItself() {
        begins("cut off", "webserver");
        Instant from = Instant.now();
        pods.webserver().partition();
        hold();
        pods.webserver().healNetwork();
        for (String helper : SoakPods.HELPERS) {
            outages.add(helper, from, Instant.now());
        }
    }

    private String oneOf(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private void begins(String kind, String what) {
        counts.merge(kind, 1, Integer::sum);
        told.accept(kind + " " + what);
    }

    private void hold() {
        new Ending().pause(Duration.ofMillis(random.nextInt(2_000, 6_000)));
    }

    /// How many of each kind there were. A busy engine cannot always freeze a container or start one: what it could not
    /// make is told, and few of them are no reason to doubt the rest.
    void account(Ledger ledger) {
        int tried = counts.values().stream().mapToInt(Integer::intValue).sum();
        ledger.add(
                "faults",
                (tried - failures.size()) + " made of " + tried + " tried: " + counts
                        + (failures.isEmpty() ? "" : "; the engine could not: " + failures),
                tried > 0 && failures.size() <= tried / 10);
    }
}
