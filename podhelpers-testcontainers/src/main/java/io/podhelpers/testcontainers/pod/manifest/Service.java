package io.podhelpers.testcontainers.pod.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A name under which Pods are found.
public record Service(ObjectMeta metadata, Map<String, String> selector, List<Port> ports, boolean headless)
        implements Manifest {
    /// A port of a Service; `targetPort` is a number or the name of a container's port.
    public record Port(Optional<String> name, int port, String targetPort) {
        static Port read(Fields fields) {
            int port = fields.number("port");
            fields.oneOf("protocol", "TCP", "TCP", "UDP");
            return new Port(
                    fields.maybeText("name"),
                    port,
                    fields.maybeTextOrNumber("targetPort").orElse(Integer.toString(port)));
        }
    }

    private record Spec(Map<String, String> selector, List<Port> ports, boolean headless) {
        static Spec read(Fields fields) {
            fields.oneOf("type", "ClusterIP", "ClusterIP", "NodePort", "LoadBalancer");
            fields.flag("publishNotReadyAddresses", false);
            return new Spec(
                    fields.textMap("selector"),
                    fields.list("ports", Port::read),
                    fields.text("clusterIP", "").equals("None"));
        }
    }

    static Service read(Fields fields) {
        ObjectMeta metadata = fields.object("metadata", ObjectMeta::read);
        Spec spec = fields.object("spec", Spec::read);
        return new Service(metadata, spec.selector(), spec.ports(), spec.headless());
    }

    public boolean selects(Pod pod) {
        return metadata.namespace().equals(pod.metadata().namespace())
                && !selector.isEmpty()
                && pod.metadata().labels().entrySet().containsAll(selector.entrySet());
    }

    @Override
    public Service inNamespace(String namespace) {
        return new Service(metadata.inNamespace(namespace), selector, ports, headless);
    }

    @Override
    public Service plusLabels(Map<String, String> labels, boolean templates) {
        return new Service(metadata.plusLabels(labels), selector, ports, headless);
    }
}
