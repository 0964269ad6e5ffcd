package io.podhelpers.testcontainers.pod.manifest;

import java.util.Map;

/// Files and values that are no secret.
public record ConfigMap(ObjectMeta metadata, Map<String, String> data) implements Manifest {
    static ConfigMap read(Fields fields) {
        return new ConfigMap(fields.object("metadata", ObjectMeta::read), fields.textMap("data"));
    }

    @Override
    public ConfigMap inNamespace(String namespace) {
        return new ConfigMap(metadata.inNamespace(namespace), data);
    }

    @Override
    public ConfigMap plusLabels(Map<String, String> labels, boolean templates) {
        return new ConfigMap(metadata.plusLabels(labels), data);
    }
}
