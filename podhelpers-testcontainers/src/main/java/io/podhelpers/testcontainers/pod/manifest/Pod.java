package io.podhelpers.testcontainers.pod.manifest;

import java.util.Map;

/// A Pod: containers that share one network namespace and volumes.
public record Pod(ObjectMeta metadata, PodSpec spec) implements Manifest {
    static Pod read(Fields fields) {
        return new Pod(fields.object("metadata", ObjectMeta::read), fields.object("spec", PodSpec::read));
    }

    public String name() {
        return metadata.name();
    }

    @Override
    public Pod inNamespace(String namespace) {
        return new Pod(metadata.inNamespace(namespace), spec);
    }

    @Override
    public Pod plusLabels(Map<String, String> labels, boolean templates) {
        return new Pod(metadata.plusLabels(labels), spec);
    }

    Pod withSpec(PodSpec newSpec) {
        return new Pod(metadata, newSpec);
    }
}
