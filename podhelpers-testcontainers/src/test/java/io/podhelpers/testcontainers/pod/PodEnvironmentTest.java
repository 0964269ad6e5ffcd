package io.podhelpers.testcontainers.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PodEnvironmentTest {
    private static final String MANIFESTS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {color: blue}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            data: {token: c2VjcmV0}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              labels: {environment: staging}
            spec:
              containers:
                - name: web
                  image: web:1
                  resources: {limits: {memory: 64Mi}}
                  envFrom: [{configMapRef: {name: settings}, prefix: ALL_}]
                  env:
            """;

    @TempDir
    private Path folder;

    @Test
    void looksUpEveryKindOfSource() throws IOException {
        Map<String, String> variables = variables("""
                - {name: A, value: plain}
                - {name: B, value: "$(A) and $(B) and $(C)"}
                - {name: C, valueFrom: {fieldRef: {fieldPath: "metadata.labels['environment']"}}}
                - {name: D, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: E, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
                - {name: F, valueFrom: {secretKeyRef: {name: keys, key: token}}}
                - {name: G, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                - {name: H, valueFrom: {configMapKeyRef: {name: absent, key: color, optional: true}}}
                """);

        assertThat(variables)
                .containsExactly(
                        Map.entry("ALL_color", "blue"),
                        Map.entry("A", "plain"),
                        Map.entry("B", "plain and $(B) and $(C)"),
                        Map.entry("C", "staging"),
                        Map.entry("D", "10.0.0.7"),
                        Map.entry("E", "blue"),
                        Map.entry("F", "secret"),
                        Map.entry("G", "64"));
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> variables("- {name: A, valueFrom: {configMapKeyRef: {name: absent, key: color}}}\n"))
                .hasMessage("Pod web, container web: no ConfigMap absent in namespace default");
        assertThatThrownBy(() -> variables("- {name: A, valueFrom: {secretKeyRef: {name: keys, key: absent}}}\n"))
                .hasMessage("Pod web, container web: Secret keys has no key absent");
        assertThatThrownBy(() -> variables("- {name: A, valueFrom: {fieldRef: {fieldPath: status.phase}}}\n"))
                .hasMessageStartingWith("Pod web: fieldPath: status.phase (expected: metadata.name,");
    }

    @Test
    void namesAPodByItsServicesAndItsOwnHostName() throws IOException {
        Manifests manifests = read("""
                apiVersion: v1
                kind: Service
                metadata: {name: redis-svc}
                spec: {clusterIP: None, selector: {app: redis}, ports: [{port: 6379}]}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: redis-st}
                spec:
                  serviceName: redis-svc
                  selector: {matchLabels: {app: redis}}
                  template:
                    metadata: {labels: {app: redis}}
                    spec:
                      containers: [{name: redis, image: "redis:8.0", ports: [{containerPort: 6379}]}]
                """);
        Pod pod = manifests.pods().getFirst();

        List<String> names = new ServiceNames(manifests.services(), true).of(pod);

        assertThat(names).contains("redis-svc", "redis-svc.default", "redis-st-0.redis-svc.default.svc.cluster.local");
        assertThat(new ServiceNames(manifests.services(), false).of(pod))
                .doesNotContain("redis-svc")
                .contains("redis-svc.default.svc");
    }

    @Test
    void refusesAServiceThatChangesThePort() throws IOException {
        Manifests manifests = read("""
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec:
                  containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]
                """);

        assertThatThrownBy(() -> new ServiceNames(manifests.services(), true)
                        .of(manifests.pods().getFirst()))
                .hasMessageStartingWith(
                        "Service web: targetPort: http of Pod web (expected: the Service's own port 80");
    }

    private Map<String, String> variables(String env) throws IOException {
        Manifests manifests = read(MANIFESTS + env.indent(8));
        Pod pod = manifests.pods().getFirst();
        PodEnvironment environment = new PodEnvironment(new PodFields(pod, "uid-1", "10.0.0.7"), manifests);
        return environment.variables(pod.spec().containers().getFirst());
    }

    private Manifests read(String yaml) throws IOException {
        return Manifests.read(Files.writeString(folder.resolve("all.yaml"), yaml));
    }
}
