package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/// The tiny container that owns a Pod's network namespace: ports are published here, the others join it.
final class NetworkHolder {
    /// Any image with a `sleep` does.
    private static final String IMAGE = "busybox:1.37";

    private static final List<String> FOR_EVER = List.of("sleep", "2147483647");

    private final Engine engine;
    private final Pod pod;
    private final String uid;
    private final Network network;
    private final List<String> names;
    private @Nullable String id;
    private Map<ExposedPort, Ports.Binding[]> bindings = Map.of();
    private String podIp = "";

    NetworkHolder(Engine engine, Pod pod, String uid, Network network, List<String> names) {
        this.engine = engine;
        this.pod = pod;
        this.uid = uid;
        this.network = network;
        this.names = names;
    }

    void start(PodVolumes volumes) {
        List<ExposedPort> ports = ports().stream().map(ExposedPort::tcp).toList();
        Ports published = new Ports();
        ports.forEach(port -> published.bind(port, Ports.Binding.empty()));
        HostConfig config = HostConfig.newHostConfig()
                .withNetworkMode(network.getId())
                .withIpcMode("shareable")
                .withPortBindings(published)
                .withSysctls(pod.spec().security().sysctls())
                .withExtraHosts(hostAliases())
                .withMounts(volumes.inHolder());
        CreateContainerCmd command = engine.newContainer(engine.image(IMAGE), pod.name() + "-pod-" + uid)
                .withEntrypoint(FOR_EVER)
                .withExposedPorts(ports)
                .withHostName(pod.spec().hostname().orElse(pod.name()))
                .withAliases(names)
                .withHostConfig(config);
        String newId = command.exec().getId();
        id = newId;
        engine.start(newId);
        InspectContainerResponse state = engine.inspect(newId);
        bindings = state.getNetworkSettings().getPorts().getBindings();
        Collection<ContainerNetwork> networks =
                state.getNetworkSettings().getNetworks().values();
        podIp = networks.stream()
                .map(joined -> Optional.ofNullable(joined.getIpAddress()).orElse(""))
                .filter(address -> !address.isEmpty())
                .findFirst()
                .orElse("");
    }

    /// All ports that the manifest names, by a container's `ports` or a probe.
    private Set<Integer> ports() {
        Set<Integer> ports = new TreeSet<>();
        for (ContainerSpec container : pod.spec().allContainers().toList()) {
            container.ports().forEach(port -> ports.add(port.number()));
            for (Probe probe : container.probes()) {
                probe.action().port().flatMap(container::port).ifPresent(ports::add);
            }
        }
        return ports;
    }

    private String[] hostAliases() {
        List<String> lines = new ArrayList<>();
        pod.spec()
                .hostAliases()
                .forEach(alias -> alias.hostnames().forEach(name -> lines.add(name + ":" + alias.ip())));
        return lines.toArray(String[]::new);
    }

    String id() {
        if (id == null) {
            throw new IllegalStateException("the network holder of Pod " + pod.name() + " does not run");
        }
        return id;
    }

    String podIp() {
        return podIp;
    }

    String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    int mappedPort(int containerPort) {
        Ports.Binding[] published = bindings.get(ExposedPort.tcp(containerPort));
        if (published == null || published.length == 0) {
            throw new PodException("Pod " + pod.name() + ": port " + containerPort + " (expected: one of " + ports()
                    + ", which its manifest names)");
        }
        return Integer.parseInt(published[0].getHostPortSpec());
    }

    void remove() {
        if (id != null) {
            engine.stop(id, Duration.ZERO);
            engine.removeContainer(id);
        }
    }
}
