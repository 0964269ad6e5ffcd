package io.podhelpers.testcontainers.pod.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ManifestsTest {
    private static final String SMALLEST = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
            spec:
              containers:
                - name: nginx
                  image: nginx:1.26
            """;

    @TempDir
    private Path folder;

    @Test
    void readsTheSmallestPodWithKubernetesDefaults() throws IOException {
        Pod pod = read(SMALLEST).pods().getFirst();

        assertThat(pod.name()).isEqualTo("web");
        assertThat(pod.metadata().namespace()).isEqualTo("default");
        assertThat(pod.spec().terminationGracePeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pod.spec().restartPolicy()).isEqualTo("Always");
        assertThat(pod.spec().enableServiceLinks()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhereWhatWasFoundAndWhatWasExpected(String line, String instead, String message) {
        assertThatThrownBy(() -> read(SMALLEST.replace(line, instead)))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> mistakes() {
        String image = "      image: nginx:1.26\n";
        return Stream.of(
                arguments(
                        image,
                        image + "      imagePulPolicy: Always\n",
                        "pods/pod.yaml:9: spec.containers[0].imagePulPolicy: unknown field (expected one of: args, command,"),
                arguments(
                        image,
                        "      image: 5\n",
                        "pods/pod.yaml:8: spec.containers[0].image: the number 5 (expected: text, so put it in quotes)"),
                arguments(image, "      image: [a]\n", "spec.containers[0].image: a list (expected: a single value)"),
                arguments(
                        image,
                        image + "      command: true\n",
                        "pods/pod.yaml:9: spec.containers[0].command: true (expected: a list)"),
                arguments(
                        image,
                        image + "      args: [yes]\n",
                        "args[0]: yes (expected: quotes, Kubernetes reads this as a boolean)"),
                arguments(
                        image,
                        image + "      ports: [{}]\n",
                        "spec.containers[0].ports[0].containerPort: missing (expected: a number)"),
                arguments(
                        image,
                        image + "      restartPolicy: Never\n",
                        "restartPolicy: Never (expected: Always, which makes a native sidecar)"),
                arguments(
                        image,
                        image + "      resources: {limits: {memory: 64MB}}\n",
                        "resources.limits.memory: 64MB (expected: a quantity such as 64Mi or 100m)"),
                arguments(
                        image,
                        image + "      lifecycle: {preStop: {tcpSocket: {port: 1}}}\n",
                        "lifecycle.preStop: 0 actions (expected: one of exec, httpGet, sleep)"),
                arguments(
                        image,
                        image + "      lifecycle: {postStart: {sleep: {seconds: 1}}}\n",
                        "lifecycle.postStart: unknown field (expected one of: preStop)"),
                arguments(
                        image,
                        image + "      volumeMounts: [{name: a, mountPath: /a, subPath: b/../../c}]\n",
                        "volumeMounts[0].subPath: b/../../c (expected: a relative path without ..)"),
                arguments(
                        "name: web",
                        "name: Web",
                        "pods/pod.yaml:4: metadata.name: Web (expected: lower-case letters, digits, '-' and '.')"),
                arguments(
                        "name: web",
                        "name: web\n  labels: {a: 1}",
                        "pods/pod.yaml:5: metadata.labels.a: the number 1 (expected: text, so put it in quotes)"),
                arguments("kind: Pod", "kind: Prod", "pods/pod.yaml:2: kind: v1 Prod (expected: v1 Pod, ConfigMap,"));
    }

    @Test
    void asksForAMissingName() {
        assertThatThrownBy(() -> read(SMALLEST.replace("- name: nginx\n      image", "- image")))
                .hasMessage("pods/pod.yaml:7: spec.containers[0].name: missing (expected: text)");
    }

    @Test
    void refusesAFieldGivenTwice() {
        assertThatThrownBy(() -> read(SMALLEST + "kind: Pod\n"))
                .hasMessage("pods/pod.yaml:9: kind: given twice (expected: once)");
    }

    @Test
    void refusesAMountOfAVolumeThatIsNotThere() {
        assertThatThrownBy(() -> read(SMALLEST + "      volumeMounts: [{name: html, mountPath: /html}]\n"))
                .hasMessageContaining("no volume \"html\", which nginx mounts");
    }

    @Test
    void refusesAProbeOfAPortNameThatTheContainerLacks() {
        assertThatThrownBy(() -> read(SMALLEST + "      livenessProbe: {httpGet: {port: admin}}\n"))
                .hasMessageContaining("no port named admin");
    }

    @Test
    void saysThatAFileIsNotYaml() {
        assertThatThrownBy(() -> read("kind: [Pod\n"))
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith("pods/pod.yaml: not YAML:");
    }

    @Test
    void readsModesAsOctalWhenTheyStartWithZero() throws IOException {
        Pod pod = read(SMALLEST + "  volumes: [{name: key, secret: {secretName: key, defaultMode: 0440}}]\n")
                .pods()
                .getFirst();

        assertThat(pod.spec().volumes().getFirst().source())
                .isEqualTo(new Volume.FromSecret("key", List.of(), 0440, false));
    }

    @ParameterizedTest
    @CsvSource({"64Mi,67108864", "1Gi,1073741824", "1500,1500", "0.5k,500", "2M,2000000"})
    void readsQuantities(String text, long bytes) {
        assertThat(Quantity.parse(text).bytes()).isEqualTo(bytes);
    }

    @Test
    void readsProcessorsInThousandths() {
        assertThat(Quantity.parse("250m").nanoCpus()).isEqualTo(250_000_000);
    }

    @Test
    void makesTheNumberedPodsOfAStatefulSet() throws IOException {
        Manifests manifests = read("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: redis-st}
                spec:
                  serviceName: redis-svc
                  replicas: 2
                  selector: {matchLabels: {app: redis}}
                  template:
                    metadata: {labels: {app: redis}}
                    spec:
                      containers: [{name: redis, image: "redis:8.0"}]
                """);

        assertThat(manifests.pods()).extracting(Pod::name).containsExactly("redis-st-0", "redis-st-1");
        assertThat(manifests.pods().get(1).spec().subdomain()).isEqualTo(Optional.of("redis-svc"));
    }

    @Test
    void appliesNamespaceLabelsAndImagesOfAKustomization() throws IOException {
        Path base = Files.createDirectories(folder.resolve("base"));
        Files.writeString(base.resolve("pod.yaml"), SMALLEST);
        Files.writeString(base.resolve("kustomization.yaml"), "resources: [pod.yaml]\n");
        Path overlay = Files.createDirectories(folder.resolve("staging"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                namespace: staging
                labels: [{pairs: {environment: staging}}]
                images: [{name: nginx, newName: example.com/nginx, newTag: "1.29"}]
                resources: [../base]
                """);

        Pod pod = Manifests.read(overlay).pods().getFirst();

        assertThat(pod.metadata().namespace()).isEqualTo("staging");
        assertThat(pod.metadata().labels()).isEqualTo(Map.of("environment", "staging"));
        assertThat(pod.spec().containers().getFirst().image()).isEqualTo("example.com/nginx:1.29");
    }

    @Test
    void refusesWhatItDoesNotKnowOfKustomizeToo() throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: []\npatches: []\n");

        assertThatThrownBy(() -> Manifests.read(folder))
                .hasMessageContaining("kustomization.yaml:2: patches: unknown field");
    }

    @Test
    void neverPrintsASecret() throws IOException {
        Manifests manifests =
                read("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {password: hunter2}}");

        assertThat(manifests.toString()).contains("password").doesNotContain("hunter2");
    }

    private Manifests read(String yaml) throws IOException {
        Path file = Files.createDirectories(folder.resolve("pods")).resolve("pod.yaml");
        return Manifests.read(Files.writeString(file, yaml));
    }
}
