package io.podhelpers.testcontainers.pod.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a container asks for and what it may not pass.
public record Resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    static final Resources NONE = new Resources(Map.of(), Map.of());

    static Resources read(Fields fields) {
        return new Resources(
                fields.maybe("requests", Resources::quantities).orElse(Map.of()),
                fields.maybe("limits", Resources::quantities).orElse(Map.of()));
    }

    private static Map<String, Quantity> quantities(Fields fields) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        for (String name : new String[] {"cpu", "memory", "ephemeral-storage"}) {
            fields.maybeQuantity(name).ifPresent(quantity -> quantities.put(name, quantity));
        }
        return quantities;
    }

    public Optional<Quantity> memoryLimit() {
        return Optional.ofNullable(limits.get("memory"));
    }

    public Optional<Quantity> cpuLimit() {
        return Optional.ofNullable(limits.get("cpu"));
    }
}
