package io.podhelpers.gitsync;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The YAML of a `--config` file: a list of mappings from an option's name to its value or values, each as it is
/// written. Messages name the line and never a value, which may be a secret.
final class ConfigEntries {
    private static final int LARGEST_BYTES = 1 << 20;

    private final Path file;

    private ConfigEntries(Path file) {
        this.file = file;
    }

    /// One item of the list.
    ///
    /// @param line where it begins, from 1
    /// @param options each option's values, in the order of the file
    record Entry(int line, Map<String, Option> options) {}

    /// What an entry says of one option.
    ///
    /// @param line where it is named, from 1
    record Option(int line, List<String> values) {}

    /// @throws UserError if the file cannot be read or has another form
    static List<Entry> read(Path file) {
        ConfigEntries reader = new ConfigEntries(file);
        Node root = reader.parse();
        if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw reader.error(line(root), "not a list with an entry (expected: '- repo: …')");
        }
        return list.getValue().stream().map(reader::entry).toList();
    }

    private Node parse() {
        LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new UserError("--config: " + file + " is larger than 1Mi (expected: a list of repositories)");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> error(1, "is empty (expected: a list of repositories)"));
        } catch (NoSuchFileException e) {
            throw new UserError("--config: no file " + file + " (expected: a YAML file)", e);
        } catch (IOException e) {
            throw new UserError(
                    "--config: cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw error(line, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw error(1, "not YAML: " + e.getMessage());
        }
    }

    private Entry entry(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw error(line(node), "an entry without options (expected: 'repo: …' and others)");
        }
        Map<String, Option> options = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = scalar(tuple.getKeyNode());
            int line = line(tuple.getKeyNode());
            if (options.put(name, new Option(line, values(name, tuple.getValueNode()))) != null) {
                throw error(line, name + ": twice in one entry");
            }
        }
        return new Entry(line(node), options);
    }

    private List<String> values(String name, Node node) {
        if (!(node instanceof SequenceNode list)) {
            return List.of(value(name, node));
        }
        List<String> values = new ArrayList<>();
        list.getValue().forEach(item -> values.add(value(name, item)));
        return values;
    }

    // a credential may be written as YAML, too, instead of JSON in a text
    private String value(String name, Node node) {
        if (name.equals("credential") && node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .map(field ->
                            Json.quoted(scalar(field.getKeyNode())) + ":" + Json.quoted(scalar(field.getValueNode())))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        return scalar(node);
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw error(line(node), "a list or mapping (expected: one value)");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /// A mistake in a line of the file.
    UserError error(int line, String message) {
        return error(file, line, message);
    }

    static UserError error(Path file, int line, String message) {
        return new UserError("--config: " + file + ", line " + line + ": " + message);
    }
}
