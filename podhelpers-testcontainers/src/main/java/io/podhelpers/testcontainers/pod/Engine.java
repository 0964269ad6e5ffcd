package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StatsConfig;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/// The local container engine, as far as a Pod needs it. Whatever is made here carries Testcontainers' labels, so that
/// its reaper clears away what a killed test left behind.
final class Engine {
    private static final Duration ENGINE_ANSWERS_WITHIN = Duration.ofMinutes(2);

    private final DockerClient client = DockerClientFactory.instance().client();

    /// The name under which the engine has the image, fetched if need be; test runs may put another in its place
    /// by Testcontainers' own `ImageNameSubstitutor`.
    String image(String name) {
        try {
            return new RemoteDockerImage(DockerImageName.parse(name)).get();
        } catch (Exception e) {
            throw new PodException("cannot get image " + name + ": " + e.getMessage(), e);
        }
    }

    String userOf(String image) {
        ContainerConfig config = client.inspectImageCmd(image).exec().getConfig();
        String user = config == null ? null : config.getUser();
        return user == null ? "" : user;
    }

    CreateContainerCmd newContainer(String image, String name) {
        return client.createContainerCmd(image).withName(name).withLabels(labels());
    }

    void createVolume(String name, Map<String, String> options) {
        client.createVolumeCmd()
                .withName(name)
                .withLabels(labels())
                .withDriver("local")
                .withDriverOpts(options)
                .exec();
    }

    /// Where the engine's machine has a volume.
    String placeOfVolume(String name) {
        return client.inspectVolumeCmd(name).exec().getMountpoint();
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>(DockerClientFactory.DEFAULT_LABELS);
        labels.put(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL, DockerClientFactory.SESSION_ID);
        return labels;
    }

    void start(String id) {
        client.startContainerCmd(id).exec();
    }

    int awaitEnd(String id, Duration timeout) {
        try (WaitContainerResultCallback end = client.waitContainerCmd(id).start()) {
            return end.awaitStatusCode(timeout.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new PodException("cannot wait for a container: " + e.getMessage(), e);
        }
    }

    /// Unpacks a tar archive in a folder of a container, owners and modes as the archive says.
    void unpack(String id, String folder, InputStream tar) {
        client.copyArchiveToContainerCmd(id)
                .withRemotePath(folder)
                .withTarInputStream(tar)
                .exec();
    }

    InspectContainerResponse inspect(String id) {
        return client.inspectContainerCmd(id).exec();
    }

    /// Sends the container its stop signal and, if it has not ended after `grace`, kills it.
    void stop(String id, Duration grace) {
        try {
            client.stopContainerCmd(id)
                    .withTimeout(Math.toIntExact(Math.max(0, grace.toSeconds())))
                    .exec();
        } catch (NotModifiedException e) {
            return; // it had ended already
        }
    }

    void signal(String id, String signal) {
        client.killContainerCmd(id).withSignal(signal).exec();
    }

    void restart(String id, Duration grace) {
        client.restartContainerCmd(id)
                .withTimeout(Math.toIntExact(grace.toSeconds()))
                .exec();
    }

    void pause(String id) {
        client.pauseContainerCmd(id).exec();
    }

    void unpause(String id) {
        client.unpauseContainerCmd(id).exec();
    }

    void removeContainer(String id) {
        try {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException | ConflictException e) {
            return; // somebody was quicker, or is at it
        }
    }

    void removeVolume(String name) {
        try {
            client.removeVolumeCmd(name).exec();
        } catch (NotFoundException | ConflictException e) {
            return; // somebody was quicker, or is at it
        }
    }

    /// Tells how much memory a container uses, about once a second, until the answer is closed.
    Closeable watchMemory(String id, LongConsumer watcher) {
        return client.statsCmd(id).exec(new ResultCallback.Adapter<>() {
            @Override
            public void onError(Throwable why) {
                onComplete(); // the container is gone: there is nothing more to tell
            }

            @Override
            public void onNext(Statistics statistics) {
                MemoryStatsConfig memory = statistics.getMemoryStats();
                if (memory != null && memory.getUsage() != null) {
                    watcher.accept(memory.getUsage() - inactiveFile(memory.getStats()));
                }
            }
        });
    }

    /// What the kernel gives back before it kills: the kubelet does not count it either.
    private static long inactiveFile(@Nullable StatsConfig stats) {
        if (stats == null) {
            return 0;
        }
        Long total = stats.getTotalInactiveFile(); // control groups, version 1
        Long own = stats.getInactiveFile();
        return total != null ? total : own != null ? own : 0;
    }

    /// What a container wrote so far.
    String log(String id, Predicate<StreamType> streams) {
        return log(streams, client.logContainerCmd(id).withStdOut(true).withStdErr(true));
    }

    /// The last lines that a container wrote on its standard output.
    String lastLines(String id, int lines) {
        return log(
                StreamType.STDOUT::equals,
                client.logContainerCmd(id).withStdOut(true).withTail(lines));
    }

    private static String log(Predicate<StreamType> streams, LogContainerCmd command) {
        FrameText text = new FrameText(streams);
        command.exec(text);
        await(text, ENGINE_ANSWERS_WITHIN, "the log of a container");
        return text.text();
    }

    ExecResult exec(String id, List<String> command, Duration timeout) {
        String exec = client.execCreateCmd(id)
                .withCmd(command.toArray(String[]::new))
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        FrameText out = new FrameText(StreamType.STDOUT::equals);
        FrameText err = new FrameText(StreamType.STDERR::equals);
        ResultCallback.Adapter<Frame> both = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                out.onNext(frame);
                err.onNext(frame);
            }
        };
        client.execStartCmd(exec).exec(both);
        await(both, timeout, "the command " + String.join(" ", command));
        Long code = client.inspectExecCmd(exec).exec().getExitCodeLong();
        return new ExecResult(code == null ? -1 : code.intValue(), out.text(), err.text());
    }

    private static void await(ResultCallback.Adapter<Frame> callback, Duration timeout, String what) {
        try {
            if (!callback.awaitCompletion(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PodException(what + ": no end within " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PodException("interrupted while waiting for " + what, e);
        } catch (DockerException e) {
            throw new PodException("cannot read " + what + ": " + e.getMessage(), e);
        }
    }

    /// Collects frames as text; only touched by the engine's reader thread until its end is awaited.
    private static final class FrameText extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Predicate<StreamType> streams;

        FrameText(Predicate<StreamType> streams) {
            this.streams = streams;
        }

        @Override
        public void onNext(Frame frame) {
            if (streams.test(frame.getStreamType())) {
                bytes.writeBytes(frame.getPayload());
            }
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
