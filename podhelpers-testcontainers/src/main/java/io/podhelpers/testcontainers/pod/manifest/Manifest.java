package io.podhelpers.testcontainers.pod.manifest;

/// One object of a manifest file.
public sealed interface Manifest permits Pod, Workload, ConfigMap, Secret, Service, Namespace {
    ObjectMeta metadata();

    /// The same object in another namespace, as kustomize's `namespace:` puts it.
    Manifest inNamespace(String namespace);

    /// The same object with more labels, as kustomize's `labels:` adds them.
    Manifest plusLabels(java.util.Map<String, String> labels, boolean templates);
}
