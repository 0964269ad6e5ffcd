package io.podhelpers.testcontainers.pod.manifest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/// The part of kustomize that these examples use: resources (files and folders), a namespace, labels and image names.
record Kustomization(
        Path folder, List<String> resources, Optional<String> namespace, List<Labels> labels, List<Image> images) {
    static final String FILE = "kustomization.yaml";

    /// Labels for every object, and with `includeTemplates` for the Pods of Deployments and StatefulSets too.
    record Labels(Map<String, String> pairs, boolean includeTemplates) {
        static Labels read(Fields fields) {
            return new Labels(fields.textMap("pairs"), fields.flag("includeTemplates", false));
        }
    }

    /// Another name, tag or digest for an image.
    record Image(String name, Optional<String> newName, Optional<String> newTag, Optional<String> digest) {
        static Image read(Fields fields) {
            return new Image(
                    fields.text("name"),
                    fields.maybeText("newName"),
                    fields.maybeText("newTag"),
                    fields.maybeText("digest"));
        }

        String apply(String image) {
            int afterName = image.lastIndexOf('/') + 1;
            int tag = image.indexOf(':', afterName);
            String bare = tag < 0 ? image : image.substring(0, tag);
            if (!bare.equals(name)) {
                return image;
            }
            String suffix = tag < 0 ? "" : image.substring(tag);
            return newName.orElse(bare)
                    + digest.map(value -> "@" + value)
                            .or(() -> newTag.map(value -> ":" + value))
                            .orElse(suffix);
        }
    }

    static Kustomization read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new ManifestException(folder + ": no " + FILE + " (expected: one, or the path of a YAML file)");
        }
        List<Node> documents = ManifestFile.documents(file);
        if (documents.size() != 1) {
            throw new ManifestException(ManifestFile.name(file) + ": " + documents.size() + " documents (expected: 1)");
        }
        return Fields.read(ManifestFile.name(file), "", documents.getFirst(), fields -> read(folder, fields));
    }

    private static Kustomization read(Path folder, Fields fields) {
        fields.oneOf("apiVersion", "kustomize.config.k8s.io/v1beta1", "kustomize.config.k8s.io/v1beta1");
        fields.oneOf("kind", "Kustomization", "Kustomization");
        return new Kustomization(
                folder,
                fields.texts("resources"),
                fields.maybeText("namespace"),
                fields.list("labels", Labels::read),
                fields.list("images", Image::read));
    }

    Manifests build() {
        List<Manifest> objects = new ArrayList<>();
        for (String resource : resources) {
            for (Manifest object : Manifests.read(folder.resolve(resource)).objects()) {
                objects.add(transformed(object));
            }
        }
        return new Manifests(objects);
    }

    private Manifest transformed(Manifest object) {
        Manifest changed = object;
        if (namespace.isPresent()) {
            changed = changed.inNamespace(namespace.get());
        }
        for (Labels more : labels) {
            changed = changed.plusLabels(more.pairs(), more.includeTemplates());
        }
        return switch (changed) {
            case Pod pod -> pod.withSpec(pod.spec().mapContainers(this::withImage));
            case Workload workload -> workload.withSpec(workload.spec().mapContainers(this::withImage));
            case ConfigMap other -> other;
            case Secret other -> other;
            case Service other -> other;
            case Namespace other -> other;
        };
    }

    private ContainerSpec withImage(ContainerSpec container) {
        String image = container.image();
        for (Image change : images) {
            image = change.apply(image);
        }
        return container.withImage(image);
    }
}
