package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.HelperImages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.utility.DockerImageName;

final class ImageIT {
    private static final String VERSION = System.getProperty("podhelpers.version", "");
    private static final String CACHE_REQUIRED = "-XX:AOTMode=on";

    static Stream<String> images() {
        return Stream.of(
                        HelperImages.LOG_SHIPPER,
                        HelperImages.GIT_SYNC,
                        HelperImages.NGINX_EXPORTER,
                        HelperImages.REDIS_AMBASSADOR)
                .map(DockerImageName::asCanonicalNameString);
    }

    @ParameterizedTest
    @MethodSource("images")
    void runsAsAnyUserOnAReadOnlyRootWithoutCapabilities(String image) {
        ImageRun run = ImageRun.of(image, "--version");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(VERSION);
    }

    @ParameterizedTest
    @MethodSource("images")
    void answersAnUnknownOptionWithOneLineAndExitCode2(String image) {
        ImageRun run = ImageRun.of(image, "--no-such-option");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("--no-such-option");
    }

    @ParameterizedTest
    @MethodSource("images")
    void startsFromItsAotCache(String image) {
        ImageRun run = ImageRun.ofCommandLine(image, withFlags(image, CACHE_REQUIRED));

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("images")
    void wouldNotStartIfTheCacheWereRequiredAndDidNotFit(String image) {
        ImageRun run = ImageRun.ofCommandLine(image, withFlags(image, CACHE_REQUIRED, "-XX:-UseCompactObjectHeaders"));

        assertThat(run.exitCode()).isNotZero();
    }

    @ParameterizedTest
    @MethodSource("images")
    void takesMostClassesFromTheCache(String image) {
        List<String> loaded = ImageRun.ofCommandLine(image, withFlags(image, "-Xlog:class+load:stdout"))
                .out()
                .lines()
                .filter(line -> line.contains(" source: "))
                .toList();

        assertThat(loaded).hasSizeGreaterThan(400);
        assertThat(loaded.stream().filter(line -> !line.contains("shared objects file")))
                .as("classes not in the cache")
                .hasSizeLessThan(loaded.size() / 2);
    }

    @ParameterizedTest
    @MethodSource("images")
    void readsNoAnnotationOfItsOptions(String image) {
        ImageRun run = ImageRun.ofCommandLine(image, withFlags(image, "-Xlog:class+load:stdout"));

        assertThat(run.out().lines())
                .anyMatch(line -> line.contains(" picocli.CommandLine "))
                // each kind of annotation that is read makes one, without the cache
                .noneMatch(line -> line.contains(".$Proxy"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void tellsTheCeilingOfEachPartOfItsMemory(String image) {
        ImageRun run = ImageRun.of(image, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .containsPattern("Memory ceilings of this process: heap \\d+Mi, metaspace \\d+Mi, code cache \\d+Mi,"
                        + " direct buffers \\d+Mi, thread stack 256Ki;");
    }

    @ParameterizedTest
    @MethodSource("images")
    void hasNoShell(String image) {
        assertThatThrownBy(() -> ImageRun.ofCommandLine(image, List.of("/bin/sh", "-c", "true")))
                .isInstanceOf(DockerException.class)
                .hasMessageContaining("no such file or directory");
    }

    @ParameterizedTest
    @MethodSource("images")
    void saysWhatItIs(String image) {
        ImageDescription description = ImageDescription.of(image);

        // git-sync writes to volumes that the image it replaces has filled, as the same user
        assertThat(description.user()).isEqualTo(image.contains("/git-sync:") ? "65533:65533" : "65532:65532");
        assertThat(description.labels())
                .containsKeys("org.opencontainers.image.title", "org.opencontainers.image.revision")
                .containsEntry("org.opencontainers.image.version", VERSION);
    }

    @Test
    void allStandOnTheSameRuntimeLayer() {
        List<List<String>> baseAndRuntime = images().map(
                        image -> ImageDescription.of(image).layers().subList(0, 2))
                .distinct()
                .toList();

        assertThat(baseAndRuntime).hasSize(1);
    }

    /// The image's own command line with flags of the JVM added, and `--version`.
    private static List<String> withFlags(String image, String... flags) {
        List<String> commandLine = new ArrayList<>(ImageDescription.of(image).entrypoint());
        commandLine.addAll(commandLine.indexOf("-jar"), List.of(flags));
        commandLine.add("--version");
        return commandLine;
    }
}
