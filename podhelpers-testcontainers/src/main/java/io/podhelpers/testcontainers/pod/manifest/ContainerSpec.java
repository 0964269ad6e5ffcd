package io.podhelpers.testcontainers.pod.manifest;

import java.util.List;
import java.util.Optional;

/// One container of a Pod.
public record ContainerSpec(
        String name,
        String image,
        List<String> command,
        List<String> args,
        Optional<String> workingDir,
        List<EnvVar> env,
        List<EnvFrom> envFrom,
        List<Port> ports,
        List<VolumeMount> volumeMounts,
        Resources resources,
        ContainerSecurity security,
        Optional<Probe> startupProbe,
        Optional<Probe> readinessProbe,
        Optional<Probe> livenessProbe,
        Optional<PreStop> preStop,
        boolean sidecar) {
    /// A port that the container serves.
    public record Port(Optional<String> name, int number, Optional<Long> hostPort) {
        static Port read(Fields fields) {
            fields.oneOf("protocol", "TCP", "TCP", "UDP");
            return new Port(fields.maybeText("name"), fields.number("containerPort"), fields.maybeNumber("hostPort"));
        }
    }

    /// A volume in the container's file system.
    public record VolumeMount(String name, String mountPath, Optional<String> subPath, boolean readOnly) {
        static VolumeMount read(Fields fields) {
            String path = fields.text("mountPath");
            if (!path.startsWith("/")) {
                throw fields.unusable("mountPath", path, "an absolute path");
            }
            Optional<String> subPath = fields.maybeText("subPath").filter(sub -> !sub.isEmpty());
            if (subPath.filter(VolumeMount::leadsOut).isPresent()) {
                throw fields.unusable("subPath", subPath.get(), "a relative path without ..");
            }
            return new VolumeMount(fields.text("name"), path, subPath, fields.flag("readOnly", false));
        }

        private static boolean leadsOut(String subPath) {
            return subPath.startsWith("/") || List.of(subPath.split("/", -1)).contains("..");
        }
    }

    static ContainerSpec read(Fields fields) {
        fields.oneOf("imagePullPolicy", "IfNotPresent", "Always", "IfNotPresent", "Never");
        ContainerSpec container = new ContainerSpec(
                fields.text("name"),
                fields.text("image"),
                fields.texts("command"),
                fields.texts("args"),
                fields.maybeText("workingDir"),
                fields.list("env", EnvVar::read),
                fields.list("envFrom", EnvFrom::read),
                fields.list("ports", Port::read),
                fields.list("volumeMounts", VolumeMount::read),
                fields.maybe("resources", Resources::read).orElse(Resources.NONE),
                fields.maybe("securityContext", ContainerSecurity::read).orElse(ContainerSecurity.NONE),
                fields.maybe("startupProbe", Probe::read),
                fields.maybe("readinessProbe", Probe::read),
                fields.maybe("livenessProbe", Probe::read),
                fields.maybe("lifecycle", PreStop::read).flatMap(hook -> hook),
                fields.maybeText("restartPolicy")
                        .map(policy -> isAlways(fields, policy))
                        .orElse(false));
        for (Probe probe : container.probes()) {
            if (probe.action()
                    .port()
                    .filter(port -> container.port(port).isEmpty())
                    .isPresent()) {
                throw fields.unusable(
                        "ports", "no port named " + probe.action().port().orElse(""), "the probe's");
            }
        }
        return container;
    }

    private static boolean isAlways(Fields fields, String policy) {
        if (!policy.equals("Always")) {
            throw fields.unusable("restartPolicy", policy, "Always, which makes a native sidecar");
        }
        return true;
    }

    public List<Probe> probes() {
        return java.util.stream.Stream.of(startupProbe, readinessProbe, livenessProbe)
                .flatMap(Optional::stream)
                .toList();
    }

    /// A port by its number or its name here.
    public Optional<Integer> port(String numberOrName) {
        if (numberOrName.matches("[0-9]+")) {
            return Optional.of(Integer.valueOf(numberOrName));
        }
        return ports.stream()
                .filter(port -> port.name().equals(Optional.of(numberOrName)))
                .map(Port::number)
                .findFirst();
    }

    ContainerSpec withImage(String newImage) {
        return new ContainerSpec(
                name,
                newImage,
                command,
                args,
                workingDir,
                env,
                envFrom,
                ports,
                volumeMounts,
                resources,
                security,
                startupProbe,
                readinessProbe,
                livenessProbe,
                preStop,
                sidecar);
    }
}
