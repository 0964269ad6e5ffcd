package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import io.podhelpers.testcontainers.pod.manifest.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The volumes of one Pod as volumes of the engine.
///
/// The network holder has them all under [#FOLDER] for as long as the Pod lives: one in memory would be emptied when
/// its last container ends.
final class PodVolumes {
    static final String FOLDER = "/volumes";

    private static final int OPEN_TO_ALL = 0777;
    private static final int OPEN_TO_ALL_GROUP_INHERITED = 02777;

    private final Engine engine;
    private final Pod pod;
    private final Manifests manifests;
    private final Map<String, String> engineNames = new LinkedHashMap<>();

    PodVolumes(Engine engine, Pod pod, Manifests manifests, String uid) {
        this.engine = engine;
        this.pod = pod;
        this.manifests = manifests;
        pod.spec()
                .volumes()
                .forEach(volume ->
                        engineNames.put(volume.name(), "podhelpers-" + pod.name() + "-" + volume.name() + "-" + uid));
    }

    void create() {
        for (Volume volume : pod.spec().volumes()) {
            engine.createVolume(engineName(volume.name()), options(volume.source()));
        }
    }

    private Map<String, String> options(Volume.Source source) {
        if (!(source instanceof Volume.EmptyDir emptyDir) || !emptyDir.inMemory()) {
            return Map.of();
        }
        List<String> options = new ArrayList<>();
        emptyDir.sizeLimit().ifPresent(limit -> options.add("size=" + limit.bytes()));
        group().ifPresent(group -> options.add("gid=" + group));
        options.add("mode=" + Integer.toOctalString(folderMode()));
        return Map.of("type", "tmpfs", "device", "tmpfs", "o", String.join(",", options));
    }

    /// Fills the volumes; the holder has to run.
    void fill(String holder, PodFields fields) {
        if (engineNames.isEmpty()) {
            return;
        }
        TarArchive tar = new TarArchive(group().orElse(0L));
        for (Volume volume : pod.spec().volumes()) {
            tar.folder(volume.name(), folderMode());
            writableParts(volume).forEach(part -> tar.folder(volume.name() + "/" + part, folderMode()));
            contents(volume.source(), fields)
                    .forEach((path, file) -> tar.file(volume.name() + "/" + path, file.text(), file.mode()));
        }
        engine.unpack(holder, FOLDER, tar.stream());
    }

    /// The folders of an emptyDir that containers mount by a subPath, with the folders around them.
    private List<String> writableParts(Volume volume) {
        if (!(volume.source() instanceof Volume.EmptyDir)) {
            return List.of();
        }
        return pod.spec()
                .allContainers()
                .flatMap(container -> container.volumeMounts().stream())
                .filter(mount -> mount.name().equals(volume.name()))
                .flatMap(mount -> mount.subPath().stream())
                .flatMap(PodVolumes::withParents)
                .distinct()
                .toList();
    }

    private static Stream<String> withParents(String path) {
        return Stream.iterate(Optional.of(Path.of(path)), Optional::isPresent, folder -> folder.map(Path::getParent))
                .map(folder -> folder.orElseThrow().toString())
                .sorted();
    }

    private record Content(String text, int mode) {}

    private Map<String, Content> contents(Volume.Source source, PodFields fields) {
        return switch (source) {
            case Volume.EmptyDir _ -> Map.of();
            case Volume.FromConfigMap(String name, List<Volume.Item> items, int mode, boolean optional) ->
                files(
                        "ConfigMap",
                        name,
                        manifests.configMap(namespace(), name).map(found -> found.data()),
                        items,
                        mode,
                        optional);
            case Volume.FromSecret(String name, List<Volume.Item> items, int mode, boolean optional) ->
                files(
                        "Secret",
                        name,
                        manifests.secret(namespace(), name).map(found -> found.data()),
                        items,
                        mode,
                        optional);
            case Volume.FromPod(List<Volume.PodItem> items, int mode) -> podFiles(items, mode, fields);
        };
    }

    private Map<String, Content> files(
            String kind,
            String name,
            Optional<Map<String, String>> object,
            List<Volume.Item> items,
            int defaultMode,
            boolean optional) {
        if (object.isEmpty() && !optional) {
            throw new PodException("Pod " + pod.name() + ": no " + kind + " " + name + " in namespace " + namespace());
        }
        Map<String, String> data = object.orElse(Map.of());
        Map<String, Content> files = new LinkedHashMap<>();
        if (items.isEmpty()) {
            data.forEach((key, text) -> files.put(key, new Content(text, defaultMode)));
        }
        for (Volume.Item item : items) {
            String text = data.get(item.key());
            if (text == null) {
                throw new PodException("Pod " + pod.name() + ": " + kind + " " + name + " has no key " + item.key());
            }
            files.put(item.path(), new Content(text, item.mode().orElse(defaultMode)));
        }
        return files;
    }

    private static Map<String, Content> podFiles(List<Volume.PodItem> items, int defaultMode, PodFields fields) {
        Map<String, Content> files = new LinkedHashMap<>();
        for (Volume.PodItem item : items) {
            files.put(
                    item.path(),
                    new Content(
                            fields.value(item.field().fieldPath()), item.mode().orElse(defaultMode)));
        }
        return files;
    }

    List<Mount> inHolder() {
        return engineNames.keySet().stream()
                .map(name -> mount(name, FOLDER + "/" + name, false))
                .toList();
    }

    List<Mount> in(ContainerSpec container) {
        return container.volumeMounts().stream()
                .map(mount -> mount.subPath()
                        .map(subPath -> part(mount, subPath))
                        .orElseGet(() -> mount(mount.name(), mount.mountPath(), readOnly(mount))))
                .toList();
    }

    private boolean readOnly(ContainerSpec.VolumeMount mount) {
        return mount.readOnly() || !writable(mount.name());
    }

    /// One folder or file of a volume. Engines learned this late, so it is a bind mount of the place where the engine
    /// keeps the volume; that exists once the volumes are filled.
    private Mount part(ContainerSpec.VolumeMount mount, String subPath) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(engine.placeOfVolume(engineName(mount.name())) + "/" + subPath)
                .withTarget(mount.mountPath())
                .withReadOnly(readOnly(mount));
    }

    /// The emptyDir volumes on disk that have a limit, which the kubelet holds by evicting the Pod.
    List<Volume> limitedOnDisk() {
        return pod.spec().volumes().stream()
                .filter(volume -> volume.source() instanceof Volume.EmptyDir(boolean inMemory, var limit)
                        && !inMemory
                        && limit.isPresent())
                .toList();
    }

    private boolean writable(String name) {
        return pod.spec().volumes().stream()
                .anyMatch(volume -> volume.name().equals(name) && volume.source() instanceof Volume.EmptyDir);
    }

    private Mount mount(String volume, String path, boolean readOnly) {
        return new Mount()
                .withType(MountType.VOLUME)
                .withSource(engineName(volume))
                .withTarget(path)
                .withReadOnly(readOnly)
                // what the image has at this path is hidden, as in Kubernetes, not copied
                .withVolumeOptions(new VolumeOptions().withNoCopy(true));
    }

    void remove() {
        engineNames.values().forEach(engine::removeVolume);
    }

    private String engineName(String volume) {
        return engineNames.getOrDefault(volume, volume);
    }

    private Optional<Long> group() {
        return pod.spec().security().fsGroup();
    }

    private int folderMode() {
        return group().isPresent() ? OPEN_TO_ALL_GROUP_INHERITED : OPEN_TO_ALL;
    }

    private String namespace() {
        return pod.metadata().namespace();
    }
}
