package io.podhelpers.testcontainers.pod.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A volume of a Pod.
public record Volume(String name, Source source) {
    private static final int DEFAULT_MODE = 0644;

    /// What fills a volume.
    public sealed interface Source {}

    /// Empty at the start and gone with the Pod.
    public record EmptyDir(boolean inMemory, Optional<Quantity> sizeLimit) implements Source {
        static EmptyDir read(Fields fields) {
            return new EmptyDir(
                    fields.oneOf("medium", "", "", "Memory").equals("Memory"), fields.maybeQuantity("sizeLimit"));
        }
    }

    /// The keys of a ConfigMap as files.
    public record FromConfigMap(String object, List<Item> items, int defaultMode, boolean optional) implements Source {
        static FromConfigMap read(Fields fields) {
            return new FromConfigMap(
                    fields.text("name"),
                    fields.list("items", Item::read),
                    fields.maybeMode("defaultMode").orElse(DEFAULT_MODE),
                    fields.flag("optional", false));
        }
    }

    /// The keys of a Secret as files.
    public record FromSecret(String object, List<Item> items, int defaultMode, boolean optional) implements Source {
        static FromSecret read(Fields fields) {
            return new FromSecret(
                    fields.text("secretName"),
                    fields.list("items", Item::read),
                    fields.maybeMode("defaultMode").orElse(DEFAULT_MODE),
                    fields.flag("optional", false));
        }
    }

    /// Fields of the Pod itself as files.
    public record FromPod(List<PodItem> items, int defaultMode) implements Source {
        static FromPod read(Fields fields) {
            return new FromPod(
                    fields.list("items", PodItem::read),
                    fields.maybeMode("defaultMode").orElse(DEFAULT_MODE));
        }
    }

    /// One key and the file it becomes.
    public record Item(String key, String path, Optional<Integer> mode) {
        static Item read(Fields fields) {
            return new Item(fields.text("key"), fields.text("path"), fields.maybeMode("mode"));
        }
    }

    /// One field of the Pod and the file it becomes.
    public record PodItem(String path, EnvVar.FromField field, Optional<Integer> mode) {
        static PodItem read(Fields fields) {
            return new PodItem(
                    fields.text("path"), fields.object("fieldRef", EnvVar::readField), fields.maybeMode("mode"));
        }
    }

    static Volume read(Fields fields) {
        String name = fields.text("name");
        List<Source> sources = Stream.<Optional<? extends Source>>of(
                        fields.maybe("emptyDir", EmptyDir::read),
                        fields.maybe("configMap", FromConfigMap::read),
                        fields.maybe("secret", FromSecret::read),
                        fields.maybe("downwardAPI", FromPod::read))
                .<Source>flatMap(Optional::stream)
                .toList();
        if (sources.size() != 1) {
            throw fields.unusable(
                    sources.size() + " sources (expected: one of emptyDir, configMap, secret, downwardAPI)");
        }
        return new Volume(name, sources.getFirst());
    }
}
