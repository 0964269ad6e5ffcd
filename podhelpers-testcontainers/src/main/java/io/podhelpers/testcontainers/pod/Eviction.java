package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.manifest.Quantity;
import io.podhelpers.testcontainers.pod.manifest.Volume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Holds the size limits of emptyDir volumes on disk as the kubelet does: it looks now and then how much is in them,
/// and a Pod that has more than it may is evicted.
final class Eviction {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final Engine engine;
    private final String holder;
    private final List<Volume> volumes;
    private final Consumer<String> evict;
    private final CountDownLatch stop = new CountDownLatch(1);

    /// @param evict told the kubelet's words for the reason, once
    Eviction(Engine engine, String holder, List<Volume> volumes, Consumer<String> evict) {
        this.engine = engine;
        this.holder = holder;
        this.volumes = volumes;
        this.evict = evict;
    }

    void start() {
        if (!volumes.isEmpty()) {
            Thread.ofVirtual().name("size of volumes").start(this::lookUntilStopped);
        }
    }

    void stop() {
        stop.countDown();
    }

    private void lookUntilStopped() {
        try {
            while (!stop.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                Optional<String> reason = tooMuch();
                if (reason.isPresent() && stop.getCount() > 0) {
                    evict.accept(reason.get());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> tooMuch() {
        List<String> command = new ArrayList<>(List.of("du", "-sk"));
        volumes.forEach(volume -> command.add(PodVolumes.FOLDER + "/" + volume.name()));
        ExecResult sizes;
        try {
            sizes = engine.exec(holder, command, ANSWERS_WITHIN);
        } catch (DockerException | PodException e) {
            return Optional.empty(); // the Pod is being removed, or the engine is busy: it is asked again
        }
        for (Volume volume : volumes) {
            Quantity limit = ((Volume.EmptyDir) volume.source()).sizeLimit().orElseThrow();
            if (kibibytes(sizes.stdout(), volume.name()) * 1024 > limit.bytes()) {
                return Optional.of("Usage of EmptyDir volume \"" + volume.name() + "\" exceeds the limit \""
                        + limit.text() + "\".");
            }
        }
        return Optional.empty();
    }

    private static long kibibytes(String sizes, String volume) {
        return sizes.lines()
                .filter(line -> line.endsWith("\t" + PodVolumes.FOLDER + "/" + volume))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))))
                .findFirst()
                .orElse(0);
    }
}
