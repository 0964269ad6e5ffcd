package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The end of a Pod: the containers together, then the native sidecars one by one, last started first.
final class Termination {
    private final Pod pod;
    private final List<RunningContainer> running;
    private final InstantSource clock;

    Termination(Pod pod, List<RunningContainer> running, InstantSource clock) {
        this.pod = pod;
        this.running = List.copyOf(running);
        this.clock = clock;
    }

    List<ContainerEnd> run() {
        Instant deadline = clock.instant().plus(pod.spec().terminationGracePeriod());
        List<ContainerEnd> ends = new ArrayList<>(together(
                running.stream()
                        .filter(container -> !container.spec().sidecar())
                        .toList(),
                deadline));
        List<RunningContainer> sidecars =
                running.stream().filter(container -> container.spec().sidecar()).toList();
        for (RunningContainer sidecar : sidecars.reversed()) {
            ends.add(sidecar.stop(left(deadline)));
        }
        return ends;
    }

    private List<ContainerEnd> together(List<RunningContainer> containers, Instant deadline) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ContainerEnd>> stops = containers.stream()
                    .map(container -> threads.submit(() -> container.stop(left(deadline))))
                    .toList();
            List<ContainerEnd> ends = new ArrayList<>();
            for (Future<ContainerEnd> stop : stops) {
                ends.add(stop.get());
            }
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PodException("interrupted while Pod " + pod.name() + " was ending", e);
        } catch (ExecutionException e) {
            throw new PodException("cannot end Pod " + pod.name() + ": " + e.getCause(), e);
        }
    }

    private Duration left(Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
