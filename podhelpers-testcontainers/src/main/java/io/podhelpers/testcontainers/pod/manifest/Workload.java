package io.podhelpers.testcontainers.pod.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A Deployment or StatefulSet, reduced to what runs: a pod template and a number of replicas.
public record Workload(
        Kind kind,
        ObjectMeta metadata,
        int replicas,
        Optional<String> serviceName,
        ObjectMeta templateMeta,
        PodSpec spec)
        implements Manifest {
    /// What owns the Pods.
    public enum Kind {
        DEPLOYMENT,
        STATEFUL_SET
    }

    private record Template(ObjectMeta metadata, PodSpec spec) {
        static Template read(Fields fields) {
            return new Template(
                    fields.object("metadata", ObjectMeta::readUnnamed), fields.object("spec", PodSpec::read));
        }
    }

    private record Spec(int replicas, Optional<String> serviceName, Template template) {}

    static Workload read(Kind kind, Fields fields) {
        ObjectMeta metadata = fields.object("metadata", ObjectMeta::read);
        Spec spec = fields.object("spec", specFields -> readSpec(kind, specFields));
        Template template = spec.template();
        return new Workload(kind, metadata, spec.replicas(), spec.serviceName(), template.metadata(), template.spec());
    }

    private static Spec readSpec(Kind kind, Fields fields) {
        Template template = fields.object("template", Template::read);
        Map<String, String> selector = fields.object("selector", inner -> inner.textMap("matchLabels"));
        if (!template.metadata().labels().entrySet().containsAll(selector.entrySet())) {
            throw fields.unusable(
                    "selector",
                    selector.toString(),
                    "labels of the template, " + template.metadata().labels());
        }
        Optional<String> serviceName = Optional.empty();
        if (kind == Kind.STATEFUL_SET) {
            serviceName = Optional.of(fields.text("serviceName"));
            fields.oneOf("podManagementPolicy", "OrderedReady", "OrderedReady", "Parallel");
        }
        return new Spec(fields.number("replicas", 1), serviceName, template);
    }

    /// The Pods that Kubernetes would make: `name-0`, `name-1` … of a StatefulSet, with a host name in its Service.
    public List<Pod> pods() {
        return IntStream.range(0, replicas).mapToObj(this::pod).toList();
    }

    private Pod pod(int index) {
        String name = metadata.name() + "-" + index;
        ObjectMeta meta = templateMeta.named(name, metadata.namespace());
        return switch (kind) {
            case DEPLOYMENT -> new Pod(meta, spec);
            case STATEFUL_SET ->
                new Pod(
                        meta.plusLabels(Map.of(
                                "statefulset.kubernetes.io/pod-name",
                                name,
                                "apps.kubernetes.io/pod-index",
                                Integer.toString(index))),
                        spec.withHostName(name, serviceName));
        };
    }

    Workload withSpec(PodSpec newSpec) {
        return new Workload(kind, metadata, replicas, serviceName, templateMeta, newSpec);
    }

    @Override
    public Workload inNamespace(String namespace) {
        return new Workload(kind, metadata.inNamespace(namespace), replicas, serviceName, templateMeta, spec);
    }

    @Override
    public Workload plusLabels(Map<String, String> labels, boolean templates) {
        ObjectMeta template = templates ? templateMeta.plusLabels(labels) : templateMeta;
        return new Workload(kind, metadata.plusLabels(labels), replicas, serviceName, template, spec);
    }
}
