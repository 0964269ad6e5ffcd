package io.podhelpers.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.utility.DockerImageName;

final class StandInImagesTest {
    @TempDir
    private Path folder;

    @Test
    void putsWhatTheFileSaysInPlaceOfAnOfficialName() throws IOException {
        DockerImageName actual = substitutor("redis\\:8.0=localhost/podhelpers-test/redis:8.0\n")
                .apply(DockerImageName.parse("redis:8.0"));

        assertThat(actual.asCanonicalNameString()).isEqualTo("localhost/podhelpers-test/redis:8.0");
        assertThat(actual.isCompatibleWith(DockerImageName.parse("redis"))).isTrue();
    }

    @Test
    void pinsAnOfficialNameByItsDigest() throws IOException {
        String digest = "sha256:" + "ab".repeat(32);
        DockerImageName actual = substitutor("prom/prometheus\\:v2=prom/prometheus@" + digest + "\n")
                .apply(DockerImageName.parse("prom/prometheus:v2"));

        assertThat(actual.asCanonicalNameString()).isEqualTo("prom/prometheus@" + digest);
    }

    @Test
    void leavesOtherNamesAsTheyAre() throws IOException {
        DockerImageName other = DockerImageName.parse("redis:7.2");

        assertThat(substitutor("redis\\:8.0=other:1\n").apply(other)).isEqualTo(other);
    }

    @Test
    void leavesEveryNameAsItIsWithoutAFile() {
        DockerImageName name = DockerImageName.parse("redis:8.0");

        assertThat(new StandInImages("").apply(name)).isEqualTo(name);
        assertThat(new StandInImages(folder.resolve("absent").toString()).apply(name))
                .isEqualTo(name);
    }

    private StandInImages substitutor(String mapping) throws IOException {
        return new StandInImages(
                Files.writeString(folder.resolve("images.properties"), mapping).toString());
    }
}
