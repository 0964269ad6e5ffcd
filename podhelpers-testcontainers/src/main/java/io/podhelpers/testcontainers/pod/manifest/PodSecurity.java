package io.podhelpers.testcontainers.pod.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The security context of a Pod; its containers inherit what they do not set themselves.
public record PodSecurity(
        Optional<Boolean> runAsNonRoot,
        Optional<Long> runAsUser,
        Optional<Long> runAsGroup,
        Optional<Long> fsGroup,
        List<Long> supplementalGroups,
        Optional<String> seccompProfile,
        Map<String, String> sysctls) {
    static final PodSecurity NONE = new PodSecurity(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of());

    private record Sysctl(String name, String value) {
        static Sysctl read(Fields fields) {
            return new Sysctl(fields.text("name"), fields.text("value"));
        }
    }

    static PodSecurity read(Fields fields) {
        Map<String, String> sysctls = new LinkedHashMap<>();
        fields.list("sysctls", Sysctl::read).forEach(sysctl -> sysctls.put(sysctl.name(), sysctl.value()));
        // the engine's volumes get their group when they are made, so both policies come to the same
        fields.oneOf("fsGroupChangePolicy", "Always", "Always", "OnRootMismatch");
        return new PodSecurity(
                fields.maybeFlag("runAsNonRoot"),
                fields.maybeNumber("runAsUser"),
                fields.maybeNumber("runAsGroup"),
                fields.maybeNumber("fsGroup"),
                fields.numbers("supplementalGroups"),
                fields.maybe("seccompProfile", ContainerSecurity::seccomp),
                sysctls);
    }
}
