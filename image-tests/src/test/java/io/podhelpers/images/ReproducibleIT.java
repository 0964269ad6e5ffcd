package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.HelperImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// Two builds of one commit give the same image, layer by layer, except for the one layer that holds the AOT cache
/// alone.
///
/// Here one image is laid out once more from compiled classes, on the base image as a registry gives it, and in place
/// of its
/// cache there is an empty file;
/// `-Drebuild.all` builds all four from their sources, which takes minutes.
final class ReproducibleIT {
    private static final boolean ALL = System.getProperty("rebuild.all") != null;
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String AGAIN = "rebuilt-" + HelperImages.NGINX_EXPORTER.getVersionPart();

    /// Base, runtime, dependencies, classes, AOT cache, list of parts.
    private static final int LAYERS = 6;

    private static final int CACHE = 4;

    @Test
    void givesTheSameImageButForTheLayerOfItsAotCacheAlsoOnABaseFromARegistry(@TempDir Path folder)
            throws IOException, InterruptedException {
        List<DockerImageName> images = ALL ? all() : List.of(HelperImages.NGINX_EXPORTER);
        try (GenericContainer<?> registry = new GenericContainer<>(DockerImageName.parse("registry:2"))
                .withExposedPorts(5000)
                .waitingFor(Wait.forHttp("/v2/"))) {
            registry.start();
            rebuild(images, "localhost:" + registry.getMappedPort(5000), folder.resolve("log"));
        }

        for (DockerImageName image : images) {
            String again = image.getUnversionedPart() + ":" + AGAIN;
            try {
                compare(image.asCanonicalNameString(), again);
            } finally {
                DockerClientFactory.instance().client().removeImageCmd(again).exec();
            }
        }
    }

    private static void compare(String image, String again) {
        ImageDescription first = ImageDescription.of(image);
        ImageDescription second = ImageDescription.of(again);

        assertThat(second.labels())
                .as(image + " and what it is made from are of one commit")
                .isEqualTo(first.labels());
        assertThat(second.withoutLayers()).isEqualTo(first.withoutLayers());
        assertThat(first.layers()).hasSize(LAYERS);
        List<String> expected = new ArrayList<>(first.layers());
        expected.set(CACHE, second.layers().get(CACHE));
        assertThat(second.layers()).isEqualTo(expected);
        Set<String> different = new HashSet<>(first.layers());
        second.layers().forEach(different::remove);
        assertThat(different).as("layers of the cache").hasSize(1);
    }

    private static void rebuild(List<DockerImageName> images, String registry, Path log)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(REPOSITORY.resolve("tools/rebuild").toString()));
        if (!ALL) {
            command.add("--quick");
        }
        command.add(AGAIN);
        images.forEach(image -> command.add(image.getRepository().replaceFirst(".*/", "")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("REBUILD_REGISTRY", registry);
        builder.environment().put("REBUILD_REVISION", revision(images.getFirst()));
        Process build = builder.redirectOutput(log.toFile()).start();
        try {
            assertThat(build.waitFor(20, TimeUnit.MINUTES)).as("ends").isTrue();
            assertThat(build.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            build.destroyForcibly();
        }
    }

    private static String revision(DockerImageName image) {
        return ImageDescription.of(image.asCanonicalNameString())
                .labels()
                .getOrDefault("org.opencontainers.image.revision", "");
    }

    private static List<DockerImageName> all() {
        return List.of(
                HelperImages.LOG_SHIPPER,
                HelperImages.GIT_SYNC,
                HelperImages.NGINX_EXPORTER,
                HelperImages.REDIS_AMBASSADOR);
    }
}
