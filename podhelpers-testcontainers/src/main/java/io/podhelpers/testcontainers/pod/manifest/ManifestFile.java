package io.podhelpers.testcontainers.pod.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The objects in one YAML file.
final class ManifestFile {
    private ManifestFile() {}

    static List<Manifest> objects(Path file) {
        List<Manifest> objects = new ArrayList<>();
        for (Node document : documents(file)) {
            objects.add(Fields.read(name(file), "", document, ManifestFile::object));
        }
        if (objects.isEmpty()) {
            throw new ManifestException(name(file) + ": no object (expected: at least one)");
        }
        return objects;
    }

    static List<Node> documents(Path file) {
        try {
            String text = Files.readString(file);
            LoadSettings settings = LoadSettings.builder().setLabel(name(file)).build();
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(text).forEach(documents::add);
            documents.removeIf(document -> document.getTag().equals(Tag.NULL));
            return documents;
        } catch (IOException e) {
            throw new ManifestException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (YamlEngineException e) {
            throw new ManifestException(name(file) + ": not YAML: " + e.getMessage(), e);
        }
    }

    /// The folder tells the examples apart, the rest of the path is noise in a message.
    static String name(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null || parent.getFileName() == null
                ? file.toString()
                : parent.getFileName() + "/" + file.getFileName();
    }

    private static Manifest object(Fields fields) {
        String type = fields.text("apiVersion") + " " + fields.text("kind");
        return switch (type) {
            case "v1 Pod" -> Pod.read(fields);
            case "v1 ConfigMap" -> ConfigMap.read(fields);
            case "v1 Secret" -> Secret.read(fields);
            case "v1 Service" -> Service.read(fields);
            case "v1 Namespace" -> Namespace.read(fields);
            case "apps/v1 Deployment" -> Workload.read(Workload.Kind.DEPLOYMENT, fields);
            case "apps/v1 StatefulSet" -> Workload.read(Workload.Kind.STATEFUL_SET, fields);
            default ->
                throw fields.unusable(
                        "kind",
                        type,
                        "v1 Pod, ConfigMap, Secret, Service or Namespace, apps/v1 Deployment or StatefulSet");
        };
    }
}
