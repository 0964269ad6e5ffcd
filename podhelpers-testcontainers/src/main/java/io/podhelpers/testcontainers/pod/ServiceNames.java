package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names under which other Pods find a Pod: those of the Services that select it and, in a headless one, its own.
///
/// A name leads straight to the Pod, so a Service must not change the port.
final class ServiceNames {
    private final List<Service> services;
    private final boolean oneNamespace;

    /// @param oneNamespace whether a Service's bare name is unambiguous
    ServiceNames(List<Service> services, boolean oneNamespace) {
        this.services = services;
        this.oneNamespace = oneNamespace;
    }

    List<String> of(Pod pod) {
        Set<String> names = new LinkedHashSet<>();
        for (Service service : services) {
            if (service.selects(pod)) {
                refuseOtherPorts(service, pod);
                names.addAll(forms("", service));
                if (service.headless()
                        && pod.spec()
                                .subdomain()
                                .equals(Optional.of(service.metadata().name()))) {
                    names.addAll(forms(pod.spec().hostname().orElse(pod.name()) + ".", service));
                }
            }
        }
        return List.copyOf(names);
    }

    private List<String> forms(String host, Service service) {
        String name = host + service.metadata().name();
        String qualified = name + "." + service.metadata().namespace();
        List<String> forms = new ArrayList<>(List.of(qualified, qualified + ".svc", qualified + ".svc.cluster.local"));
        if (oneNamespace) {
            forms.add(name);
        }
        return forms;
    }

    private static void refuseOtherPorts(Service service, Pod pod) {
        for (Service.Port port : service.ports()) {
            Optional<Integer> target = pod.spec()
                    .allContainers()
                    .flatMap(container -> container.port(port.targetPort()).stream())
                    .findFirst();
            if (!target.equals(Optional.of(port.port()))) {
                throw new PodException("Service " + service.metadata().name() + ": targetPort: " + port.targetPort()
                        + " of Pod " + pod.name() + " (expected: the Service's own port " + port.port()
                        + ", names here lead straight to the Pod)");
            }
        }
    }
}
