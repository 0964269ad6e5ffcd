package io.podhelpers.testcontainers.pod.manifest;

import java.util.Optional;

/// One environment variable and where its value comes from.
public record EnvVar(String name, Source source) {
    /// Where a value comes from.
    public sealed interface Source {}

    /// The text itself; `$(NAME)` in it stands for an earlier variable.
    public record Value(String text) implements Source {}

    /// A field of the Pod, such as `metadata.namespace`.
    public record FromField(String fieldPath) implements Source {}

    /// A limit or request of a container, such as `limits.memory`.
    public record FromResource(String resource, Optional<Quantity> divisor) implements Source {}

    /// One key of a ConfigMap.
    public record FromConfigMap(String object, String key, boolean optional) implements Source {}

    /// One key of a Secret.
    public record FromSecret(String object, String key, boolean optional) implements Source {}

    static EnvVar read(Fields fields) {
        String name = fields.text("name");
        Optional<String> value = fields.maybeText("value");
        Optional<Source> from = fields.maybe("valueFrom", EnvVar::readSource);
        if (value.isPresent() && from.isPresent()) {
            throw fields.unusable("valueFrom", "beside value", "one of the two");
        }
        return new EnvVar(name, from.orElseGet(() -> new Value(value.orElse(""))));
    }

    private static Source readSource(Fields fields) {
        Optional<Source> field = fields.maybe("fieldRef", EnvVar::readField);
        Optional<Source> resource = fields.maybe("resourceFieldRef", EnvVar::readResource);
        Optional<Source> configMap = fields.maybe(
                "configMapKeyRef",
                ref -> new FromConfigMap(ref.text("name"), ref.text("key"), ref.flag("optional", false)));
        Optional<Source> secret = fields.maybe(
                "secretKeyRef", ref -> new FromSecret(ref.text("name"), ref.text("key"), ref.flag("optional", false)));
        return field.or(() -> resource)
                .or(() -> configMap)
                .or(() -> secret)
                .orElseThrow(() -> fields.unusable("no source (expected: fieldRef, configMapKeyRef, …)"));
    }

    static FromField readField(Fields fields) {
        fields.oneOf("apiVersion", "v1", "v1");
        return new FromField(fields.text("fieldPath"));
    }

    static FromResource readResource(Fields fields) {
        return new FromResource(fields.text("resource"), fields.maybeQuantity("divisor"));
    }
}
