package io.podhelpers.k8s.guide;

import io.podhelpers.testcontainers.pod.ContainerStatus;
import io.podhelpers.testcontainers.pod.ExecResult;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of kubectl that the READMEs use, on a [LocalCluster]. Whatever else is typed is refused: a README must not
/// show what nothing here has run.
final class Kubectl {
    private final LocalCluster cluster;
    private final PortForwards forwards;
    private final Path folder;

    /// @param folder where relative paths begin
    Kubectl(LocalCluster cluster, PortForwards forwards, Path folder) {
        this.cluster = cluster;
        this.forwards = forwards;
        this.folder = folder;
    }

    ExecResult run(List<String> words) {
        try {
            return run(new Arguments(words));
        } catch (KubectlException e) {
            return new ExecResult(e.exitCode(), "", e.getMessage() + "\n");
        }
    }

    private ExecResult run(Arguments arguments) {
        String namespace = arguments.option("-n").orElse("default");
        String verb = arguments.next("a verb");
        return switch (verb) {
            case "apply" -> printed(cluster.apply(manifests(arguments)).stream());
            case "wait" -> await(namespace, arguments);
            case "get" -> get(namespace, arguments);
            case "exec" -> exec(namespace, arguments);
            case "logs" -> logs(namespace, arguments);
            case "port-forward" -> portForward(namespace, arguments);
            case "delete" -> delete(namespace, arguments);
            case "scale" -> scale(namespace, arguments);
            default -> throw new KubectlException("kubectl here does not know " + verb);
        };
    }

    private Manifests manifests(Arguments arguments) {
        Path path = arguments
                .option("-k")
                .or(() -> arguments.option("-f"))
                .map(folder::resolve)
                .orElseThrow(() -> new KubectlException("kubectl here applies and deletes -k FOLDER or -f FILE alone"));
        arguments.end();
        return Manifests.read(path);
    }

    private ExecResult await(String namespace, Arguments arguments) {
        Duration timeout = arguments
                .option("--timeout")
                .map(text -> Duration.parse("PT" + text))
                .orElse(Duration.ofSeconds(30));
        String condition = arguments.option("--for").orElse("");
        if (!condition.equals("condition=Ready")) {
            throw new KubectlException("kubectl here waits --for=condition=Ready alone");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        List<String> met = new ArrayList<>();
        for (String pod : arguments.rest()) {
            String name = podName(pod);
            while (!cluster.isReady(namespace, name)) {
                if (System.nanoTime() > deadline) {
                    throw new KubectlException("error: timed out waiting for the condition on pods/" + name);
                }
                pause();
            }
            met.add("pod/" + name + " condition met");
        }
        return printed(met.stream());
    }

    private static String podName(String word) {
        if (!word.startsWith("pod/")) {
            throw new KubectlException(word + " (expected here: pod/NAME)");
        }
        return word.substring("pod/".length());
    }

    private ExecResult get(String namespace, Arguments arguments) {
        String what = arguments.next("pods");
        if (!what.equals("pods") && !what.equals("pod")) {
            throw new KubectlException("kubectl here gets pods alone, not " + what);
        }
        Optional<String> path = arguments.option("-o");
        List<String> names = arguments.rest();
        if (path.isPresent()) {
            return new ExecResult(0, field(namespace, names.getFirst(), path.get()), "");
        }
        Stream<String> wanted = names.isEmpty() ? cluster.podNames(namespace) : names.stream();
        return printed(
                Stream.concat(Stream.of("NAME READY STATUS RESTARTS AGE"), wanted.map(name -> row(namespace, name))));
    }

    private String field(String namespace, String name, String path) {
        Optional<String> evicted = cluster.running(namespace, name).flatMap(PodContainer::evicted);
        return switch (path) {
            case "jsonpath={.status.reason}" -> evicted.isPresent() ? "Evicted" : "";
            case "jsonpath={.status.message}" -> evicted.orElse("");
            default -> throw new KubectlException("kubectl here does not know -o " + path);
        };
    }

    /// As kubectl's table, though with one space between its columns.
    private String row(String namespace, String name) {
        Optional<PodContainer> running = cluster.running(namespace, name);
        if (running.isEmpty()) {
            return name + " 0/1 Pending 0 0s";
        }
        PodContainer pod = running.get();
        List<ContainerStatus> containers = pod.manifest()
                .spec()
                .allContainers()
                .filter(container -> container.sidecar()
                        || pod.manifest().spec().containers().contains(container))
                .map(container -> pod.status(container.name()))
                .toList();
        long ready = containers.stream().filter(ContainerStatus::ready).count();
        int restarts = containers.stream().mapToInt(ContainerStatus::restarts).sum();
        return name + " " + ready + "/" + containers.size() + " "
                + (pod.evicted().isPresent() ? "Evicted" : "Running") + " " + restarts + " 1s";
    }

    private ExecResult exec(String namespace, Arguments arguments) {
        Optional<String> container = arguments.option("-c");
        String name = arguments.next("a Pod");
        List<String> command = arguments.afterDashes();
        PodContainer pod = cluster.up(namespace, name);
        ExecResult result = pod.exec(container(pod, container), command.toArray(String[]::new));
        String complaint =
                result.exitCode() == 0 ? "" : "command terminated with exit code " + result.exitCode() + "\n";
        return new ExecResult(result.exitCode(), result.stdout(), result.stderr() + complaint);
    }

    private ExecResult logs(String namespace, Arguments arguments) {
        Optional<String> container = arguments.option("-c");
        int tail = arguments.option("--tail").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        PodContainer pod = cluster.up(namespace, arguments.next("a Pod"));
        arguments.end();
        List<String> lines = pod.logs(container(pod, container)).lines().toList();
        return printed(lines.stream().skip(Math.max(0, lines.size() - (long) tail)));
    }

    /// A Pod of several containers needs the name: kubectl itself would take the first and say so.
    private static String container(PodContainer pod, Optional<String> named) {
        List<String> names = pod.manifest().spec().containers().stream()
                .map(ContainerSpec::name)
                .toList();
        if (named.isEmpty() && pod.containers().size() > 1) {
            throw new KubectlException("-c is missing (expected: one of " + pod.containers() + ")");
        }
        return named.orElseGet(names::getFirst);
    }

    private ExecResult portForward(String namespace, Arguments arguments) {
        String name = podName(arguments.next("pod/NAME"));
        List<String> ports = arguments.rest();
        for (String port : ports) {
            String[] localAndRemote = port.contains(":") ? port.split(":", 2) : new String[] {port, port};
            int remote = Integer.parseInt(localAndRemote[1]);
            PodContainer pod = cluster.up(namespace, name);
            forwards.open(Integer.parseInt(localAndRemote[0]), pod.getHost(), pod.getMappedPort(remote));
        }
        return printed(ports.stream().map(port -> "Forwarding " + port));
    }

    private ExecResult delete(String namespace, Arguments arguments) {
        if (!arguments.peek().equals("pod")) {
            boolean mayBeGone = arguments.flag("--ignore-not-found");
            return printed(cluster.delete(manifests(arguments), mayBeGone).stream());
        }
        arguments.next("pod");
        List<String> names = arguments.rest();
        names.forEach(name -> cluster.deletePod(namespace, name));
        return printed(names.stream().map(name -> "pod \"" + name + "\" deleted"));
    }

    private ExecResult scale(String namespace, Arguments arguments) {
        int replicas = arguments
                .option("--replicas")
                .map(Integer::parseInt)
                .orElseThrow(() -> new KubectlException("--replicas is missing"));
        String kind = arguments.next("statefulset");
        if (!kind.equals("statefulset")) {
            throw new KubectlException("kubectl here scales a statefulset alone, not " + kind);
        }
        String name = arguments.next("a name");
        arguments.end();
        cluster.scale(namespace, name, replicas);
        return printed(Stream.of("statefulset.apps/" + name + " scaled"));
    }

    private static ExecResult printed(Stream<String> lines) {
        return new ExecResult(0, lines.map(line -> line + "\n").collect(Collectors.joining()), "");
    }

    private static void pause() {
        try {
            if (new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this latch down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubectlException("interrupted");
        }
    }
}
