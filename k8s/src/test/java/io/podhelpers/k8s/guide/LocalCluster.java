package io.podhelpers.k8s.guide;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.manifest.Manifest;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.Workload;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;

/// What a cluster is to somebody who follows a README: objects are applied, Pods come up a while later, and those of
/// a StatefulSet come back when they are deleted. The Pods run on the local container engine.
final class LocalCluster implements Closeable {
    private final Network network = Network.newNetwork();
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Map<String, Manifest> objects = new ConcurrentHashMap<>();
    private final ExecutorService scheduler = Executors.newVirtualThreadPerTaskExecutor();

    /// The place of a Pod that shall run, and the Pod that runs there now.
    private static final class Place {
        final Pod pod;
        final Manifests manifests;
        final boolean comesBack;
        volatile @Nullable PodContainer container;
        volatile boolean up;
        volatile Future<?> start = java.util.concurrent.CompletableFuture.completedFuture(null);

        Place(Pod pod, Manifests manifests, boolean comesBack) {
            this.pod = pod;
            this.manifests = manifests;
            this.comesBack = comesBack;
        }
    }

    /// Answers what has happened to each object: created or unchanged.
    List<String> apply(Manifests manifests) {
        List<String> news = manifests.objects().stream()
                .sorted(KubectlNames.ORDER)
                .map(object -> KubectlNames.of(object) + (remember(object) ? " created" : " unchanged"))
                .toList();
        List<Pod> single = manifests.objects().stream()
                .filter(Pod.class::isInstance)
                .map(Pod.class::cast)
                .toList();
        for (Pod pod : manifests.pods()) {
            String key = key(pod.metadata().namespace(), pod.name());
            if (!places.containsKey(key)) {
                Place place = new Place(pod, manifests, !single.contains(pod));
                places.put(key, place);
                start(place);
            }
        }
        return news;
    }

    private boolean remember(Manifest object) {
        return objects.put(full(object), object) == null;
    }

    private static String full(Manifest object) {
        return KubectlNames.of(object) + " in " + object.metadata().namespace();
    }

    private void start(Place place) {
        place.start = scheduler.submit(() -> {
            PodContainer container = PodContainer.of(place.pod, place.manifests).withNetwork(network);
            place.container = container;
            container.start();
            place.up = true;
        });
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private Place place(String namespace, String name) {
        Place place = places.get(key(namespace, name));
        if (place == null) {
            throw new KubectlException("Error from server (NotFound): pods \"" + name + "\" not found");
        }
        return place;
    }

    /// Whether a Pod is ready; why it never will be, if that is known, is an exception.
    boolean isReady(String namespace, String name) {
        Place place = place(namespace, name);
        if (place.start.state() == Future.State.FAILED) {
            throw new KubectlException("Pod " + name + " did not start: " + place.start.exceptionNow());
        }
        PodContainer container = place.container;
        return place.up && container != null && container.isReady();
    }

    /// The Pod that runs there, from its first container's start on.
    Optional<PodContainer> running(String namespace, String name) {
        Place place = place(namespace, name);
        return place.up ? Optional.ofNullable(place.container) : Optional.empty();
    }

    PodContainer up(String namespace, String name) {
        return running(namespace, name)
                .orElseThrow(() -> new KubectlException("error: unable to upgrade connection: container not found"));
    }

    void deletePod(String namespace, String name) {
        Place place = place(namespace, name);
        end(place);
        if (place.comesBack) {
            start(place);
        } else {
            places.remove(key(namespace, name));
            objects.values().removeIf(object -> object instanceof Pod pod && pod.equals(place.pod));
        }
    }

    /// @param mayBeGone whether an object that is no longer there is no error
    List<String> delete(Manifests manifests, boolean mayBeGone) {
        List<Manifest> found = manifests.objects().stream()
                .filter(object -> objects.containsKey(full(object)))
                .sorted(KubectlNames.ORDER)
                .toList();
        if (!mayBeGone && found.size() < manifests.objects().size()) {
            throw new KubectlException("Error from server (NotFound): only " + found.size() + " of "
                    + manifests.objects().size() + " objects are there");
        }
        for (Pod pod : manifests.pods()) {
            Place place = places.remove(key(pod.metadata().namespace(), pod.name()));
            if (place != null) {
                end(place);
            }
        }
        found.forEach(object -> objects.remove(full(object)));
        return found.stream()
                .map(object ->
                        KubectlNames.kindOf(object) + " \"" + object.metadata().name() + "\" deleted")
                .toList();
    }

    /// To none or back to what the manifest says.
    void scale(String namespace, String statefulSet, int replicas) {
        Workload workload = objects.values().stream()
                .filter(Workload.class::isInstance)
                .map(Workload.class::cast)
                .filter(found -> found.metadata().name().equals(statefulSet)
                        && found.metadata().namespace().equals(namespace))
                .findFirst()
                .orElseThrow(() -> new KubectlException(
                        "error: no objects passed to scale statefulsets.apps \"" + statefulSet + "\" not found"));
        if (replicas != 0 && replicas != workload.replicas()) {
            throw new KubectlException("kubectl here scales to 0 or " + workload.replicas() + " alone");
        }
        for (Pod pod : workload.pods()) {
            Place place = place(namespace, pod.name());
            if (replicas == 0) {
                end(place);
            } else if (!place.up) {
                start(place);
            }
        }
    }

    Stream<String> podNames(String namespace) {
        return places.values().stream()
                .filter(place -> place.pod.metadata().namespace().equals(namespace))
                .map(place -> place.pod.name())
                .sorted();
    }

    private static void end(Place place) {
        PodContainer container = place.container;
        place.up = false;
        place.container = null;
        if (container != null) {
            container.stop();
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        places.values().parallelStream().forEach(place -> {
            PodContainer container = place.container;
            if (container != null) {
                container.close();
            }
        });
        network.close();
    }
}
