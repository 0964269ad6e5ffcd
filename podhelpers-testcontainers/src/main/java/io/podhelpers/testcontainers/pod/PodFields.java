package io.podhelpers.testcontainers.pod;

import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The downward API: what a Pod may know of itself.
record PodFields(Pod pod, String uid, String podIp) {
    private static final Pattern ENTRY = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");
    private static final String NODE = "local-engine";

    /// The value of a `fieldPath`; a label or annotation that is absent is empty, as in Kubernetes.
    String value(String fieldPath) {
        Matcher entry = ENTRY.matcher(fieldPath);
        if (entry.matches()) {
            return entries(entry.group(1)).getOrDefault(entry.group(2), "");
        }
        return simple(fieldPath)
                .orElseThrow(
                        () -> new PodException(
                                "Pod " + pod.name() + ": fieldPath: " + fieldPath
                                        + " (expected: metadata.name, metadata.namespace, metadata.uid, metadata.labels['…'],"
                                        + " metadata.annotations['…'], spec.nodeName, spec.serviceAccountName, status.podIP, status.hostIP)"));
    }

    private Optional<String> simple(String fieldPath) {
        return switch (fieldPath) {
            case "metadata.name" -> Optional.of(pod.name());
            case "metadata.namespace" -> Optional.of(pod.metadata().namespace());
            case "metadata.uid" -> Optional.of(uid);
            case "metadata.labels", "metadata.annotations" ->
                Optional.of(lines(fieldPath.substring("metadata.".length())));
            case "spec.nodeName" -> Optional.of(NODE);
            case "spec.serviceAccountName" -> Optional.of("default");
            case "status.podIP" -> Optional.of(podIp);
            case "status.hostIP" -> Optional.of("127.0.0.1");
            default -> Optional.empty();
        };
    }

    private String lines(String kind) {
        return entries(kind).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"\n")
                .collect(Collectors.joining());
    }

    private Map<String, String> entries(String kind) {
        return kind.equals("labels") ? pod.metadata().labels() : pod.metadata().annotations();
    }
}
