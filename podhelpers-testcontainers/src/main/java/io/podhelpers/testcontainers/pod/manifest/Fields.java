package io.podhelpers.testcontainers.pod.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// The fields of one YAML mapping, read by name and type.
///
/// Whatever a reader does not ask for is an unknown field and fails: [#read] checks that after the reader returned,
/// so no reader can forget to.
final class Fields {
    /// Words that YAML 1.1, which Kubernetes reads, takes for a boolean and YAML 1.2 for text.
    private static final Set<String> BOOLEAN_IN_YAML_1_1 = Set.of("yes", "no", "on", "off", "y", "n");

    private final String file;
    private final String path;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private Fields(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw wrongType(node, path, "a mapping");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode(), path).getValue();
            if (values.put(key, tuple.getValueNode()) != null) {
                throw error(tuple.getKeyNode(), child(key), "given twice (expected: once)");
            }
        }
    }

    /// Reads one mapping as a whole: fields that `reader` does not ask for are refused.
    static <T> T read(String file, String path, Node node, Function<Fields, T> reader) {
        Fields fields = new Fields(file, path, node);
        T value = reader.apply(fields);
        fields.refuseTheRest();
        return value;
    }

    String file() {
        return file;
    }

    Set<String> names() {
        return values.keySet();
    }

    String text(String name) {
        return maybeText(name).orElseThrow(() -> missing(name, "text"));
    }

    String text(String name, String otherwise) {
        return maybeText(name).orElse(otherwise);
    }

    Optional<String> maybeText(String name) {
        return value(name).map(value -> asText(value, child(name)));
    }

    List<String> texts(String name) {
        return elements(name, (value, where) -> asText(value, where));
    }

    int number(String name, int otherwise) {
        return maybeNumber(name).map(Math::toIntExact).orElse(otherwise);
    }

    int number(String name) {
        return Math.toIntExact(maybeNumber(name).orElseThrow(() -> missing(name, "a number")));
    }

    Optional<Long> maybeNumber(String name) {
        return value(name).map(value -> {
            ScalarNode scalar = scalar(value, child(name));
            if (!scalar.getTag().equals(Tag.INT)) {
                throw wrongType(value, child(name), "a whole number");
            }
            return Long.parseLong(scalar.getValue());
        });
    }

    List<Long> numbers(String name) {
        return elements(name, (value, where) -> {
            ScalarNode scalar = scalar(value, where);
            if (!scalar.getTag().equals(Tag.INT)) {
                throw wrongType(value, where, "a whole number");
            }
            return Long.parseLong(scalar.getValue());
        });
    }

    Optional<Boolean> maybeFlag(String name) {
        return value(name).map(value -> {
            ScalarNode scalar = scalar(value, child(name));
            if (!scalar.getTag().equals(Tag.BOOL)) {
                throw wrongType(value, child(name), "true or false");
            }
            return Boolean.parseBoolean(scalar.getValue());
        });
    }

    boolean flag(String name, boolean otherwise) {
        return maybeFlag(name).orElse(otherwise);
    }

    /// A number or text, such as a port that may be named or a quantity.
    Optional<String> maybeTextOrNumber(String name) {
        return value(name).map(value -> {
            ScalarNode scalar = scalar(value, child(name));
            return scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT)
                    ? scalar.getValue()
                    : asText(value, child(name));
        });
    }

    /// A file mode as Kubernetes reads it: a leading zero means octal.
    Optional<Integer> maybeMode(String name) {
        return value(name).map(value -> {
            String digits = scalar(value, child(name)).getValue();
            if (!digits.matches("[0-9]{1,4}")) {
                throw wrongType(value, child(name), "a file mode such as 0444");
            }
            return digits.startsWith("0") ? Integer.parseInt(digits, 8) : Integer.parseInt(digits);
        });
    }

    Optional<Quantity> maybeQuantity(String name) {
        return maybeTextOrNumber(name).map(text -> {
            try {
                return Quantity.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ManifestException(at(values.get(name), child(name)) + e.getMessage(), e);
            }
        });
    }

    Map<String, String> textMap(String name) {
        return value(name)
                .map(value -> read(file, child(name), value, Fields::allTexts))
                .orElse(Map.of());
    }

    private Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : names()) {
            texts.put(key, text(key));
        }
        return texts;
    }

    <T> T object(String name, Function<Fields, T> reader) {
        return maybe(name, reader).orElseThrow(() -> missing(name, "a mapping"));
    }

    <T> Optional<T> maybe(String name, Function<Fields, T> reader) {
        return value(name).map(value -> read(file, child(name), value, reader));
    }

    <T> List<T> list(String name, Function<Fields, T> reader) {
        return elements(name, (value, where) -> read(file, where, value, reader));
    }

    /// Fields of Kubernetes that change nothing where these manifests are run.
    void ignore(String... names) {
        asked.addAll(List.of(names));
    }

    /// One of the words that `name` may be.
    String oneOf(String name, String otherwise, String... words) {
        String word = text(name, otherwise);
        if (!List.of(words).contains(word)) {
            throw unusable(name, word, String.join(", ", words));
        }
        return word;
    }

    ManifestException unusable(String name, String got, String expected) {
        Node at = values.getOrDefault(name, node);
        return error(at, child(name), got + " (expected: " + expected + ")");
    }

    ManifestException unusable(String problem) {
        return error(node, path, problem);
    }

    private interface ElementReader<T> {
        T read(Node value, String where);
    }

    private <T> List<T> elements(String name, ElementReader<T> reader) {
        Optional<Node> value = value(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof SequenceNode sequence)) {
            throw wrongType(value.get(), child(name), "a list");
        }
        List<T> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(reader.read(element, child(name) + "[" + elements.size() + "]"));
        }
        return List.copyOf(elements);
    }

    private Optional<Node> value(String name) {
        asked.add(name);
        return Optional.ofNullable(values.get(name))
                .filter(value -> !value.getTag().equals(Tag.NULL));
    }

    private String asText(Node value, String where) {
        ScalarNode scalar = scalar(value, where);
        if (!scalar.getTag().equals(Tag.STR)) {
            throw error(scalar, where, describe(scalar) + " (expected: text, so put it in quotes)");
        }
        if (scalar.isPlain() && BOOLEAN_IN_YAML_1_1.contains(scalar.getValue())) {
            throw error(scalar, where, scalar.getValue() + " (expected: quotes, Kubernetes reads this as a boolean)");
        }
        return scalar.getValue();
    }

    private ScalarNode scalar(Node value, String where) {
        if (value instanceof ScalarNode scalar) {
            return scalar;
        }
        throw wrongType(value, where, "a single value");
    }

    private void refuseTheRest() {
        for (Map.Entry<String, Node> entry : values.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                throw error(
                        entry.getValue(),
                        child(entry.getKey()),
                        "unknown field (expected one of: " + String.join(", ", new TreeSet<>(asked)) + ")");
            }
        }
    }

    private ManifestException missing(String name, String expected) {
        return error(node, child(name), "missing (expected: " + expected + ")");
    }

    private ManifestException wrongType(Node value, String where, String expected) {
        return error(value, where, describe(value) + " (expected: " + expected + ")");
    }

    private ManifestException error(Node at, String where, String problem) {
        return new ManifestException(at(at, where) + problem);
    }

    private String at(@Nullable Node at, String where) {
        String line = at == null
                ? ""
                : at.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        return file + line + ": " + (where.isEmpty() ? "" : where + ": ");
    }

    private static String describe(Node value) {
        return switch (value) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.STR)
                        ? "\"" + scalar.getValue() + "\""
                        : scalar.getTag().equals(Tag.INT) ? "the number " + scalar.getValue() : scalar.getValue();
            case SequenceNode _ -> "a list";
            default -> "a mapping";
        };
    }

    private String child(String name) {
        String key = name.matches("[A-Za-z0-9_-]+") ? name : "['" + name + "']";
        return path.isEmpty() ? key : path + (key.startsWith("[") ? key : "." + key);
    }
}
