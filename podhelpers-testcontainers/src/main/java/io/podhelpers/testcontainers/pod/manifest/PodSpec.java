package io.podhelpers.testcontainers.pod.manifest;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What a Pod runs, and how.
public record PodSpec(
        List<ContainerSpec> initContainers,
        List<ContainerSpec> containers,
        List<Volume> volumes,
        PodSecurity security,
        String restartPolicy,
        Duration terminationGracePeriod,
        boolean enableServiceLinks,
        boolean automountServiceAccountToken,
        Optional<String> hostname,
        Optional<String> subdomain,
        List<HostAlias> hostAliases,
        HostAccess hostAccess) {
    /// Extra lines of the Pod's `/etc/hosts`.
    public record HostAlias(String ip, List<String> hostnames) {
        static HostAlias read(Fields fields) {
            return new HostAlias(fields.text("ip"), fields.texts("hostnames"));
        }
    }

    /// What the Pod asks of its host beyond its own namespaces.
    public record HostAccess(boolean network, boolean pid, boolean ipc) {}

    static PodSpec read(Fields fields) {
        PodSpec spec = new PodSpec(
                fields.list("initContainers", ContainerSpec::read),
                fields.list("containers", ContainerSpec::read),
                fields.list("volumes", Volume::read),
                fields.maybe("securityContext", PodSecurity::read).orElse(PodSecurity.NONE),
                fields.oneOf("restartPolicy", "Always", "Always", "OnFailure", "Never"),
                Duration.ofSeconds(fields.number("terminationGracePeriodSeconds", 30)),
                fields.flag("enableServiceLinks", true),
                fields.flag("automountServiceAccountToken", true),
                fields.maybeText("hostname"),
                fields.maybeText("subdomain"),
                fields.list("hostAliases", HostAlias::read),
                new HostAccess(
                        fields.flag("hostNetwork", false),
                        fields.flag("hostPID", false),
                        fields.flag("hostIPC", false)));
        spec.refuseWhatDoesNotFit(fields);
        return spec;
    }

    private void refuseWhatDoesNotFit(Fields fields) {
        if (containers.isEmpty()) {
            throw fields.unusable("containers", "none", "at least one");
        }
        Set<String> volumeNames = new HashSet<>();
        for (Volume volume : volumes) {
            if (!volumeNames.add(volume.name())) {
                throw fields.unusable("volumes", "\"" + volume.name() + "\" twice", "each name once");
            }
        }
        Set<String> containerNames = new HashSet<>();
        for (ContainerSpec container : allContainers().toList()) {
            if (!containerNames.add(container.name())) {
                throw fields.unusable("containers", "\"" + container.name() + "\" twice", "each name once");
            }
            container.volumeMounts().stream()
                    .filter(mount -> !volumeNames.contains(mount.name()))
                    .findFirst()
                    .ifPresent(mount -> {
                        throw fields.unusable(
                                "volumes",
                                "no volume \"" + mount.name() + "\", which " + container.name() + " mounts",
                                "one of " + volumeNames);
                    });
        }
        for (ContainerSpec container : containers) {
            if (container.sidecar()) {
                throw fields.unusable(
                        "containers", container.name() + " has restartPolicy", "that in initContainers only");
            }
        }
    }

    /// Every container in the order in which Kubernetes starts them.
    public Stream<ContainerSpec> allContainers() {
        return Stream.concat(initContainers.stream(), containers.stream());
    }

    PodSpec withHostName(String newHostname, Optional<String> newSubdomain) {
        return new PodSpec(
                initContainers,
                containers,
                volumes,
                security,
                restartPolicy,
                terminationGracePeriod,
                enableServiceLinks,
                automountServiceAccountToken,
                Optional.of(newHostname),
                newSubdomain,
                hostAliases,
                hostAccess);
    }

    PodSpec mapContainers(UnaryOperator<ContainerSpec> change) {
        return new PodSpec(
                initContainers.stream().map(change).toList(),
                containers.stream().map(change).toList(),
                volumes,
                security,
                restartPolicy,
                terminationGracePeriod,
                enableServiceLinks,
                automountServiceAccountToken,
                hostname,
                subdomain,
                hostAliases,
                hostAccess);
    }
}
