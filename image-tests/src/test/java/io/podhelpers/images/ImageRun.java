package io.podhelpers.images;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.testcontainers.DockerClientFactory;

/// One run of an image to its end, hardened as our Pods are: any user, a read-only root, no capabilities, no network.
///
/// @param exitCode the process's exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record ImageRun(int exitCode, String out, String err) {
    private static final int LIMIT_SECONDS = 60;
    private static final long MEMORY_BYTES = 64L << 20;

    /// Runs the image's own command line with these arguments appended.
    static ImageRun of(String image, String... arguments) {
        return run(image, command -> command.withCmd(arguments));
    }

    /// Runs another command line than the image's own.
    static ImageRun ofCommandLine(String image, List<String> commandLine) {
        return run(image, command -> command.withEntrypoint(commandLine));
    }

    private static ImageRun run(String image, UnaryOperator<CreateContainerCmd> settings) {
        DockerClient docker = DockerClientFactory.instance().client();
        CreateContainerCmd command = docker.createContainerCmd(image)
                .withLabels(DockerClientFactory.DEFAULT_LABELS)
                .withUser("4711:4711")
                .withHostConfig(HostConfig.newHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(com.github.dockerjava.api.model.Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withNetworkMode("none")
                        .withMemory(MEMORY_BYTES));
        String id = settings.apply(command).exec().getId();
        try {
            return toItsEnd(docker, id);
        } finally {
            docker.removeContainerCmd(id).withForce(true).exec();
        }
    }

    /// @throws DockerException if there is no such program in the image
    private static ImageRun toItsEnd(DockerClient docker, String id) {
        docker.startContainerCmd(id).exec();
        int exitCode = docker.waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(LIMIT_SECONDS, TimeUnit.SECONDS);
        Output output = new Output();
        try {
            docker.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .exec(output)
                    .awaitCompletion(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while reading the output of " + id, e);
        }
        return new ImageRun(exitCode, output.out.toString(), output.err.toString());
    }

    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final StringBuilder out = new StringBuilder();
        private final StringBuilder err = new StringBuilder();

        @Override
        public void onNext(Frame frame) {
            StringBuilder target = frame.getStreamType() == StreamType.STDERR ? err : out;
            target.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }
    }
}
