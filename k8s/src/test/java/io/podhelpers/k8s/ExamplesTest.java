package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.HelperImages;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.testcontainers.utility.DockerImageName;

final class ExamplesTest {
    static final List<String> EXAMPLES = Examples.NAMES;

    private static final Set<DockerImageName> HELPERS = Set.of(
            HelperImages.LOG_SHIPPER,
            HelperImages.GIT_SYNC,
            HelperImages.NGINX_EXPORTER,
            HelperImages.REDIS_AMBASSADOR);

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void fulfilsThePodSecurityLevelRestricted(String example) {
        assertThat(pods(example).map(RestrictedRules::complaintsAbout).flatMap(List::stream))
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void runsEveryContainerOnAReadOnlyRootFileSystem(String example) {
        assertThat(containers(example))
                .allMatch(container ->
                        container.security().readOnlyRootFilesystem().equals(Optional.of(true)));
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void asksForResourcesAndBoundsTheMemoryOfEveryContainer(String example) {
        assertThat(containers(example)).allSatisfy(container -> {
            assertThat(container.resources().requests()).containsKeys("cpu", "memory");
            assertThat(container.resources().memoryLimit()).isPresent();
        });
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void keepsServiceVariablesAndTheApiTokenOutOfEveryPod(String example) {
        assertThat(pods(example)).allSatisfy(pod -> {
            assertThat(pod.spec().enableServiceLinks()).isFalse();
            assertThat(pod.spec().automountServiceAccountToken()).isFalse();
        });
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void runsTheHelpersAsNativeSidecarsWithinTheirMemoryLimits(String example) {
        List<ContainerSpec> helpers =
                containers(example).filter(ExamplesTest::isHelper).toList();

        assertThat(helpers).isNotEmpty().allSatisfy(helper -> {
            assertThat(helper.sidecar()).isTrue();
            assertThat(helper.startupProbe()).isPresent();
            assertThat(helper.livenessProbe()).isPresent();
            assertThat(helper.resources().memoryLimit().orElseThrow().text())
                    .isEqualTo(helper.image().contains("ambassador") ? "96Mi" : "64Mi");
        });
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void neverLetsALogStoreTakeTheWebServerOutOfService(String example) {
        assertThat(containers(example).filter(container -> container.image().contains("log-shipper")))
                .allMatch(shipper -> shipper.readinessProbe().isEmpty());
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void namesTheHelpersInThisVersion(String example) {
        assertThat(containers(example).map(ContainerSpec::image).filter(image -> image.startsWith("podhelpers/")))
                .allMatch(image -> HELPERS.contains(DockerImageName.parse(image)));
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void explainsEveryFileInItsReadme(String example) throws IOException {
        String readme = Files.readString(Examples.readme(example));

        assertThat(Examples.files(example).stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml")))
                .allMatch(readme::contains);
        assertThat(readme).contains("kubectl apply -k k8s/");
    }

    @Test
    void startsTheLogShipperFirstSoThatItStopsLast() {
        Pod pod = pods("all-four")
                .filter(found -> found.name().equals("webserver"))
                .findFirst()
                .orElseThrow();

        assertThat(pod.spec().initContainers())
                .extracting(ContainerSpec::name)
                .containsExactly("log-shipper", "git-sync", "nginx-exporter", "redis-ambassador");
    }

    @Test
    void isListedInTheOverview() throws IOException {
        String overview = Files.readString(Path.of("README.md"));

        assertThat(EXAMPLES).allMatch(example -> overview.contains(example.split("/", 2)[0] + "/"));
    }

    private static boolean isHelper(ContainerSpec container) {
        return HELPERS.contains(DockerImageName.parse(container.image()));
    }

    private static Stream<Pod> pods(String example) {
        return Manifests.read(Examples.folder(example)).pods().stream();
    }

    private static Stream<ContainerSpec> containers(String example) {
        return pods(example).flatMap(pod -> pod.spec().allContainers());
    }
}
