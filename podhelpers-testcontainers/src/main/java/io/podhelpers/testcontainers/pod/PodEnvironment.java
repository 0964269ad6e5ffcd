package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.EnvFrom;
import io.podhelpers.testcontainers.pod.manifest.EnvVar;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The environment and the command line of a container, with everything looked up that its manifest refers to.
record PodEnvironment(PodFields fields, Manifests manifests) {
    /// The variables in the order of the manifest, so that a later one may refer to an earlier one.
    Map<String, String> variables(ContainerSpec container) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (EnvFrom from : container.envFrom()) {
            all(container, from).forEach((key, value) -> variables.put(from.prefix() + key, value));
        }
        for (EnvVar variable : container.env()) {
            value(container, variable, variables).ifPresent(value -> variables.put(variable.name(), value));
        }
        return variables;
    }

    List<String> expanded(List<String> words, Map<String, String> variables) {
        return words.stream().map(word -> Expansion.expand(word, variables)).toList();
    }

    private Map<String, String> all(ContainerSpec container, EnvFrom from) {
        return from.configMap()
                .map(name -> configMap(name).orElseThrow(() -> missing(container, "ConfigMap", name)))
                .orElseGet(() -> from.secret()
                        .map(name -> secret(name).orElseThrow(() -> missing(container, "Secret", name)))
                        .orElse(Map.of()));
    }

    private Optional<String> value(ContainerSpec container, EnvVar variable, Map<String, String> earlier) {
        return switch (variable.source()) {
            case EnvVar.Value(String text) -> Optional.of(Expansion.expand(text, earlier));
            case EnvVar.FromField(String path) -> Optional.of(fields.value(path));
            case EnvVar.FromResource(String resource, Optional<Quantity> divisor) ->
                Optional.of(resource(container, resource, divisor));
            case EnvVar.FromConfigMap(String name, String key, boolean optional) ->
                key(container, "ConfigMap", name, configMap(name), key, optional);
            case EnvVar.FromSecret(String name, String key, boolean optional) ->
                key(container, "Secret", name, secret(name), key, optional);
        };
    }

    private Optional<Map<String, String>> configMap(String name) {
        return manifests.configMap(namespace(), name).map(object -> object.data());
    }

    private Optional<Map<String, String>> secret(String name) {
        return manifests.secret(namespace(), name).map(object -> object.data());
    }

    private String namespace() {
        return fields.pod().metadata().namespace();
    }

    private Optional<String> key(
            ContainerSpec container,
            String kind,
            String name,
            Optional<Map<String, String>> object,
            String key,
            boolean optional) {
        Optional<String> value = object.map(data -> data.get(key));
        if (value.isEmpty() && !optional) {
            throw object.isEmpty()
                    ? missing(container, kind, name)
                    : new PodException(where(container) + kind + " " + name + " has no key " + key);
        }
        return value;
    }

    private String resource(ContainerSpec container, String resource, Optional<Quantity> divisor) {
        String name = resource.substring(resource.indexOf('.') + 1);
        Map<String, Quantity> amounts = resource.startsWith("limits.")
                ? container.resources().limits()
                : container.resources().requests();
        Quantity amount = amounts.get(name);
        if (amount == null) {
            throw new PodException(where(container) + "resourceFieldRef: " + resource + " is not set");
        }
        BigDecimal unit = divisor.map(Quantity::amount).orElse(BigDecimal.ONE);
        return amount.amount().divide(unit, 0, RoundingMode.CEILING).toPlainString();
    }

    private PodException missing(ContainerSpec container, String kind, String name) {
        return new PodException(where(container) + "no " + kind + " " + name + " in namespace " + namespace());
    }

    private String where(ContainerSpec container) {
        return "Pod " + fields.pod().name() + ", container " + container.name() + ": ";
    }
}
