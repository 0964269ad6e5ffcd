package io.podhelpers.testcontainers.pod.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Values that are never printed: its text form names the keys alone.
public record Secret(ObjectMeta metadata, Map<String, String> data) implements Manifest {
    static Secret read(Fields fields) {
        ObjectMeta metadata = fields.object("metadata", ObjectMeta::read);
        fields.text("type", "Opaque");
        Map<String, String> all = new LinkedHashMap<>();
        fields.textMap("data").forEach((key, encoded) -> all.put(key, decode(fields, key, encoded)));
        all.putAll(fields.textMap("stringData"));
        return new Secret(metadata, all);
    }

    private static String decode(Fields fields, String key, String encoded) {
        try {
            return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            ManifestException problem = fields.unusable("data", key + ": not base64", "base64, or use stringData");
            problem.initCause(e);
            throw problem;
        }
    }

    @Override
    public Secret inNamespace(String namespace) {
        return new Secret(metadata.inNamespace(namespace), data);
    }

    @Override
    public Secret plusLabels(Map<String, String> labels, boolean templates) {
        return new Secret(metadata.plusLabels(labels), data);
    }

    @Override
    public String toString() {
        return "Secret[" + metadata.name() + ", keys " + data.keySet() + "]";
    }
}
