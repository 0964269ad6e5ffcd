package io.podhelpers.testcontainers.pod.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All objects of a manifest file, or of a folder with a `kustomization.yaml`.
public record Manifests(List<Manifest> objects) {
    public Manifests {
        objects = List.copyOf(objects);
    }

    /// Reads a YAML file of one or more objects, or a folder as `kubectl apply -k` does.
    public static Manifests read(Path fileOrFolder) {
        if (Files.isDirectory(fileOrFolder)) {
            return Kustomization.read(fileOrFolder).build();
        }
        return new Manifests(ManifestFile.objects(fileOrFolder));
    }

    /// These objects and the others together.
    public Manifests and(Manifests others) {
        List<Manifest> all = new ArrayList<>(objects);
        all.addAll(others.objects);
        return new Manifests(all);
    }

    /// Every Pod that would run: of Deployments and StatefulSets first, in the order of the files.
    public List<Pod> pods() {
        Stream<Pod> owned = all(Workload.class).flatMap(workload -> workload.pods().stream());
        return Stream.concat(owned, all(Pod.class)).toList();
    }

    public List<Service> services() {
        return all(Service.class).toList();
    }

    public Optional<ConfigMap> configMap(String namespace, String name) {
        return find(ConfigMap.class, namespace, name);
    }

    public Optional<Secret> secret(String namespace, String name) {
        return find(Secret.class, namespace, name);
    }

    private <T extends Manifest> Optional<T> find(Class<T> type, String namespace, String name) {
        return all(type)
                .filter(object -> object.metadata().name().equals(name)
                        && object.metadata().namespace().equals(namespace))
                .findFirst();
    }

    private <T extends Manifest> Stream<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }
}
