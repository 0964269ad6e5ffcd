package io.podhelpers.testcontainers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/// Lets this project's own tests name official images on a machine that reaches no container registry.
///
/// The file that the system property `podhelpers.test-images` names maps each name to what stands for it: the
/// pinned official image, or a stand-in built from the distribution's packages. Any other name stays as it is, and
/// without the property or the file all do. In use only where the environment variable
/// `TESTCONTAINERS_IMAGE_SUBSTITUTOR` names this class.
public final class StandInImages extends ImageNameSubstitutor {
    private static final String FILE_PROPERTY = "podhelpers.test-images";

    private final Properties actualNames = new Properties();

    /// Called by Testcontainers.
    public StandInImages() {
        this(System.getProperty(FILE_PROPERTY, ""));
    }

    StandInImages(String file) {
        Path path = Path.of(file);
        if (Files.isRegularFile(path)) {
            read(path);
        }
    }

    @Override
    public DockerImageName apply(DockerImageName original) {
        String actual = actualNames.getProperty(original.asCanonicalNameString());
        return actual == null ? original : DockerImageName.parse(actual).asCompatibleSubstituteFor(original);
    }

    @Override
    protected String getDescription() {
        return "podhelpers' test images";
    }

    private void read(Path path) {
        try (Reader in = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            actualNames.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
