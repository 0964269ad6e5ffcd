package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.ContainerEnd;
import io.podhelpers.testcontainers.pod.ContainerStatus;
import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodEnd;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.PodSpec;
import java.util.List;

/// What holds for every example Pod.
final class PodChecks {
    private PodChecks() {}

    /// Nothing was restarted, nothing met its memory limit, and each limit is the manifest's.
    static void isUndisturbed(PodContainer pod) {
        pod.manifest().spec().containers().forEach(container -> isUndisturbed(pod, container));
        sidecars(pod).forEach(container -> isUndisturbed(pod, container));
    }

    private static void isUndisturbed(PodContainer pod, ContainerSpec container) {
        ContainerStatus status = pod.status(container.name());
        String where = pod.name() + "/" + container.name() + "\n" + pod.stderr(container.name());
        assertThat(status.running()).as(where).isTrue();
        assertThat(status.restarts()).as(where).isZero();
        assertThat(status.outOfMemory()).as(where).isFalse();
        assertThat(status.memoryLimitBytes())
                .as(where)
                .isEqualTo(container.resources().memoryLimit().orElseThrow().bytes());
    }

    /// Sidecars start one after the other, and the containers after them.
    static void startedInOrder(PodContainer pod) {
        List<ContainerStatus> starts = new java.util.ArrayList<>();
        sidecars(pod).forEach(container -> starts.add(pod.status(container.name())));
        pod.manifest().spec().containers().forEach(container -> starts.add(pod.status(container.name())));
        assertThat(starts).isSortedAccordingTo(java.util.Comparator.comparing(ContainerStatus::startedAt));
    }

    /// Ends the Pod: containers first, then the sidecars in reverse, all by themselves and with exit code 0.
    static PodEnd endsWell(PodContainer pod) {
        PodEnd end = pod.terminate();

        PodSpec spec = pod.manifest().spec();
        assertThat(end.containers()).allSatisfy(container -> assertEndedWell(pod, container));
        assertThat(end.order().subList(spec.containers().size(), end.order().size()))
                .isEqualTo(sidecars(pod).reversed().stream()
                        .map(ContainerSpec::name)
                        .toList());
        assertThat(end.took()).isLessThan(spec.terminationGracePeriod());
        return end;
    }

    private static void assertEndedWell(PodContainer pod, ContainerEnd end) {
        assertThat(end.exitCode())
                .as("exit code of " + end.name() + "\n" + pod.stderr(end.name()))
                .isZero();
        assertThat(end.outOfMemory()).as(end.name() + " out of memory").isFalse();
    }

    private static List<ContainerSpec> sidecars(PodContainer pod) {
        return pod.manifest().spec().initContainers().stream()
                .filter(ContainerSpec::sidecar)
                .toList();
    }
}
