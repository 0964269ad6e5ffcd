package io.podhelpers.testcontainers.pod.manifest;

import java.util.Optional;

/// All keys of a ConfigMap or Secret as environment variables.
public record EnvFrom(String prefix, Optional<String> configMap, Optional<String> secret) {
    static EnvFrom read(Fields fields) {
        EnvFrom from = new EnvFrom(
                fields.text("prefix", ""),
                fields.maybe("configMapRef", ref -> ref.text("name")),
                fields.maybe("secretRef", ref -> ref.text("name")));
        if (from.configMap().isPresent() == from.secret().isPresent()) {
            throw fields.unusable("not exactly one source (expected: configMapRef or secretRef)");
        }
        return from;
    }
}
