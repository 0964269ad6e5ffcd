package io.podhelpers.testcontainers.pod.manifest;

import java.util.List;
import java.util.Optional;

/// The security context of one container.
public record ContainerSecurity(
        Optional<Boolean> runAsNonRoot,
        Optional<Long> runAsUser,
        Optional<Long> runAsGroup,
        Optional<Boolean> readOnlyRootFilesystem,
        Optional<Boolean> allowPrivilegeEscalation,
        boolean privileged,
        List<String> dropCapabilities,
        List<String> addCapabilities,
        Optional<String> seccompProfile) {
    static final ContainerSecurity NONE = new ContainerSecurity(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            List.of(),
            List.of(),
            Optional.empty());

    private record Capabilities(List<String> drop, List<String> add) {
        static Capabilities read(Fields fields) {
            return new Capabilities(fields.texts("drop"), fields.texts("add"));
        }
    }

    static ContainerSecurity read(Fields fields) {
        Capabilities capabilities =
                fields.maybe("capabilities", Capabilities::read).orElse(new Capabilities(List.of(), List.of()));
        return new ContainerSecurity(
                fields.maybeFlag("runAsNonRoot"),
                fields.maybeNumber("runAsUser"),
                fields.maybeNumber("runAsGroup"),
                fields.maybeFlag("readOnlyRootFilesystem"),
                fields.maybeFlag("allowPrivilegeEscalation"),
                fields.flag("privileged", false),
                capabilities.drop(),
                capabilities.add(),
                fields.maybe("seccompProfile", ContainerSecurity::seccomp));
    }

    static String seccomp(Fields fields) {
        return fields.oneOf("type", "", "RuntimeDefault", "Unconfined");
    }
}
