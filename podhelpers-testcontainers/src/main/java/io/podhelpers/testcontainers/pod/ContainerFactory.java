package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import io.podhelpers.testcontainers.pod.manifest.ContainerSecurity;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.PodSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes a container of the engine from a container of a manifest: who it runs as, what it may do and use.
final class ContainerFactory {
    private final Engine engine;
    private final Pod pod;
    private final PodEnvironment environment;
    private final PodVolumes volumes;
    private final String holder;
    private final String uid;

    ContainerFactory(
            Engine engine, Pod pod, PodEnvironment environment, PodVolumes volumes, String holder, String uid) {
        this.engine = engine;
        this.pod = pod;
        this.environment = environment;
        this.volumes = volumes;
        this.holder = holder;
        this.uid = uid;
    }

    /// Creates the container and leaves it to be started; its id is the answer.
    String create(ContainerSpec spec) {
        String image = engine.image(spec.image());
        refuseRoot(spec, image);
        Map<String, String> variables = environment.variables(spec);
        CreateContainerCmd command = engine.newContainer(image, pod.name() + "-" + spec.name() + "-" + uid)
                .withEnv(variables.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withHostConfig(hostConfig(spec));
        user(spec).ifPresent(command::withUser);
        spec.workingDir().ifPresent(command::withWorkingDir);
        List<String> args = environment.expanded(spec.args(), variables);
        if (!spec.command().isEmpty()) {
            // Kubernetes: a command of its own also sets the image's arguments aside
            command.withEntrypoint(environment.expanded(spec.command(), variables))
                    .withCmd(args);
        } else if (!args.isEmpty()) {
            command.withCmd(args);
        }
        return command.exec().getId();
    }

    private HostConfig hostConfig(ContainerSpec spec) {
        ContainerSecurity security = spec.security();
        HostConfig config = HostConfig.newHostConfig()
                .withNetworkMode("container:" + holder)
                .withIpcMode("container:" + holder)
                .withMounts(volumes.in(spec))
                .withReadonlyRootfs(security.readOnlyRootFilesystem().orElse(false))
                .withPrivileged(security.privileged())
                .withSecurityOpts(securityOptions(security))
                .withGroupAdd(groups())
                .withRestartPolicy(restartPolicy(spec))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE));
        if (!security.dropCapabilities().isEmpty()) {
            config.withCapDrop(capabilities(security.dropCapabilities()));
        }
        if (!security.addCapabilities().isEmpty()) {
            config.withCapAdd(capabilities(security.addCapabilities()));
        }
        // memory and swap together as large as memory alone: no swap, a limit is a limit
        spec.resources()
                .memoryLimit()
                .ifPresent(limit -> config.withMemory(limit.bytes()).withMemorySwap(limit.bytes()));
        spec.resources().cpuLimit().ifPresent(limit -> config.withNanoCPUs(limit.nanoCpus()));
        return config;
    }

    private List<String> securityOptions(ContainerSecurity security) {
        List<String> options = new ArrayList<>();
        if (!security.allowPrivilegeEscalation().orElse(true)) {
            options.add("no-new-privileges");
        }
        Optional<String> seccomp =
                security.seccompProfile().or(() -> pod.spec().security().seccompProfile());
        if (seccomp.equals(Optional.of("Unconfined"))) {
            options.add("seccomp=unconfined");
        }
        return options;
    }

    private static Capability[] capabilities(List<String> names) {
        return names.stream().map(Capability::valueOf).toArray(Capability[]::new);
    }

    private List<String> groups() {
        PodSecurity security = pod.spec().security();
        List<String> groups = new ArrayList<>();
        security.fsGroup().ifPresent(group -> groups.add(group.toString()));
        security.supplementalGroups().forEach(group -> groups.add(group.toString()));
        return groups;
    }

    private RestartPolicy restartPolicy(ContainerSpec spec) {
        if (spec.sidecar()) {
            return RestartPolicy.alwaysRestart();
        }
        if (pod.spec().initContainers().contains(spec)) {
            return RestartPolicy.noRestart();
        }
        return switch (pod.spec().restartPolicy()) {
            case "Always" -> RestartPolicy.alwaysRestart();
            case "OnFailure" -> RestartPolicy.onFailureRestart(0);
            default -> RestartPolicy.noRestart();
        };
    }

    private Optional<String> user(ContainerSpec spec) {
        Optional<Long> user =
                spec.security().runAsUser().or(() -> pod.spec().security().runAsUser());
        Optional<Long> group =
                spec.security().runAsGroup().or(() -> pod.spec().security().runAsGroup());
        return user.map(uid -> uid + group.map(gid -> ":" + gid).orElse(""));
    }

    private void refuseRoot(ContainerSpec spec, String image) {
        boolean nonRoot = spec.security()
                .runAsNonRoot()
                .or(() -> pod.spec().security().runAsNonRoot())
                .orElse(false);
        String user = user(spec).orElseGet(() -> engine.userOf(image));
        if (nonRoot && !user.matches("[1-9][0-9]*(:.*)?")) {
            throw new PodException("Pod " + pod.name() + ", container " + spec.name() + ": runAsNonRoot, but image "
                    + spec.image() + " runs as \"" + user + "\" (expected: a user number other than 0, or runAsUser)");
        }
    }
}
