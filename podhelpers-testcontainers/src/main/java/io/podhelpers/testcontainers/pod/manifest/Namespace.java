package io.podhelpers.testcontainers.pod.manifest;

import java.util.Map;

/// A namespace; its labels say which Pod Security Standard is enforced there.
public record Namespace(ObjectMeta metadata) implements Manifest {
    static Namespace read(Fields fields) {
        return new Namespace(fields.object("metadata", ObjectMeta::read));
    }

    @Override
    public Namespace inNamespace(String namespace) {
        return this;
    }

    @Override
    public Namespace plusLabels(Map<String, String> labels, boolean templates) {
        return new Namespace(metadata.plusLabels(labels));
    }
}
