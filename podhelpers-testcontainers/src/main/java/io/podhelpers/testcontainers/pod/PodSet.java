package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Manifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;

/// All Pods of a manifest file or folder in one network, where they find each other by the names of their Services:
/// those of StatefulSets and Deployments first, then the single Pods, each ready before the next starts.
public final class PodSet implements Startable {
    private final Map<String, PodContainer> pods = new LinkedHashMap<>();
    private Consumer<String> progress = _ -> {};
    private @Nullable Network network;

    private PodSet(Manifests manifests) {
        boolean oneNamespace = manifests.pods().stream()
                        .map(pod -> pod.metadata().namespace())
                        .distinct()
                        .count()
                <= 1;
        for (var pod : manifests.pods()) {
            String key = oneNamespace ? pod.name() : pod.metadata().namespace() + "/" + pod.name();
            if (pods.put(key, new PodContainer(pod, manifests)) != null) {
                throw new PodException("two Pods are named " + key + " (expected: each name once in a namespace)");
            }
        }
        if (pods.isEmpty()) {
            throw new PodException("no Pod in the manifests (expected: a Pod, Deployment or StatefulSet)");
        }
    }

    /// Every file, and every folder with a `kustomization.yaml`, together.
    public static PodSet fromYaml(Path... filesOrFolders) {
        Manifests manifests = new Manifests(List.of());
        for (Path path : filesOrFolders) {
            manifests = manifests.and(Manifests.read(path));
        }
        return new PodSet(manifests);
    }

    /// Told the name of each Pod when it starts.
    public PodSet withProgress(Consumer<String> newProgress) {
        progress = newProgress;
        return this;
    }

    @Override
    public void start() {
        Network shared = Network.newNetwork();
        network = shared;
        try {
            pods.forEach((name, pod) -> {
                progress.accept(name);
                pod.withNetwork(shared).start();
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// A Pod by its name; by `namespace/name` where the manifests have several namespaces.
    public PodContainer pod(String name) {
        PodContainer pod = pods.get(name);
        if (pod == null) {
            throw new NoSuchElementException("no Pod " + name + " (Pods here: " + pods.keySet() + ")");
        }
        return pod;
    }

    public List<String> names() {
        return List.copyOf(pods.keySet());
    }

    @Override
    public void stop() {
        close();
    }

    /// Removes everything; what still runs is killed.
    @Override
    public void close() {
        new ArrayList<>(pods.values()).reversed().forEach(PodContainer::close);
        if (network != null) {
            network.close();
            network = null;
        }
    }
}
