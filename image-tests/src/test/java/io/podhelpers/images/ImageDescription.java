package io.podhelpers.images;

import static java.util.Objects.requireNonNull;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/// What an image says of itself.
record ImageDescription(
        @Nullable String user,
        @Nullable String workingDirectory,
        Map<String, String> labels,
        List<String> entrypoint,
        List<String> environment,
        String created,
        List<String> layers) {

    static ImageDescription of(String image) {
        InspectImageResponse answer =
                DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        ContainerConfig config = requireNonNull(answer.getConfig());
        return new ImageDescription(
                config.getUser(),
                config.getWorkingDir(),
                requireNonNull(config.getLabels()),
                List.of(requireNonNull(config.getEntrypoint())),
                List.of(requireNonNull(config.getEnv())),
                requireNonNull(answer.getCreated()),
                requireNonNull(requireNonNull(answer.getRootFS()).getLayers()));
    }

    ImageDescription withoutLayers() {
        return new ImageDescription(user, workingDirectory, labels, entrypoint, environment, created, List.of());
    }
}
