package io.podhelpers.testcontainers.pod.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Name, namespace, labels and annotations of an object.
public record ObjectMeta(String name, String namespace, Map<String, String> labels, Map<String, String> annotations) {
    static final String DEFAULT_NAMESPACE = "default";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    static ObjectMeta read(Fields fields) {
        String name = fields.text("name");
        if (!NAME.matcher(name).matches()) {
            throw fields.unusable("name", name, "lower-case letters, digits, '-' and '.'");
        }
        return new ObjectMeta(
                name,
                fields.text("namespace", DEFAULT_NAMESPACE),
                fields.textMap("labels"),
                fields.textMap("annotations"));
    }

    /// The metadata of a pod template: it has no name of its own.
    static ObjectMeta readUnnamed(Fields fields) {
        return new ObjectMeta("", DEFAULT_NAMESPACE, fields.textMap("labels"), fields.textMap("annotations"));
    }

    ObjectMeta named(String newName, String newNamespace) {
        return new ObjectMeta(newName, newNamespace, labels, annotations);
    }

    ObjectMeta inNamespace(String newNamespace) {
        return new ObjectMeta(name, newNamespace, labels, annotations);
    }

    ObjectMeta plusLabels(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(more);
        return new ObjectMeta(name, namespace, Map.copyOf(all), annotations);
    }
}
