package io.podhelpers.logshipper.config;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A configuration file: options for everything, and a section for each input and each sink. Scalars are taken as
/// they are written, whatever YAML thinks they are; which options there are is not known here.
///
/// @param top what stands at the top
/// @param inputs each a list of options, with `name`
/// @param sinks each a list of options, with `name`
public record ConfigFile(Path path, List<Setting> top, List<Section> inputs, List<Section> sinks) {
    private static final String INPUTS = "inputs";
    private static final String SINKS = "sinks";

    /// One input or sink.
    public record Section(List<Setting> settings, int line) {
        /// What it is called, if it says so.
        public Optional<Setting> name() {
            return settings.stream()
                    .filter(setting -> setting.name().equals("name"))
                    .findFirst();
        }
    }

    /// Reads the file.
    ///
    /// @throws UserError if it cannot be read or is not of the form
    public static ConfigFile read(Path path) {
        try (Reader text = Files.newBufferedReader(path)) {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(path.toString())
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(10)
                    .setCodePointLimit(1024 * 1024)
                    .build();
            Node root = new Compose(settings).composeReader(text).orElse(null);
            return file(path, root);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new UserError(path + ":" + line + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new UserError(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserError(
                    "--config: cannot read " + path + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static ConfigFile file(Path path, @Nullable Node root) {
        List<Setting> top = new ArrayList<>();
        List<Section> inputs = new ArrayList<>();
        List<Section> sinks = new ArrayList<>();
        if (root != null) {
            for (NodeTuple pair : mapping(path, root).getValue()) {
                String key = key(path, pair);
                switch (key) {
                    case INPUTS -> inputs.addAll(sections(path, key, pair.getValueNode()));
                    case SINKS -> sinks.addAll(sections(path, key, pair.getValueNode()));
                    default -> top.add(setting(path, key, pair));
                }
            }
        }
        noDuplicates(path, top);
        return new ConfigFile(path, List.copyOf(top), List.copyOf(inputs), List.copyOf(sinks));
    }

    private static List<Section> sections(Path path, String key, Node node) {
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            throw wrong(path, node, key + ": expected a list of sections, each begun by '-'");
        }
        List<Section> sections = new ArrayList<>();
        for (Node item : list.getValue()) {
            List<Setting> settings = mapping(path, item).getValue().stream()
                    .map(pair -> setting(path, key(path, pair), pair))
                    .toList();
            noDuplicates(path, settings);
            sections.add(new Section(settings, line(item)));
        }
        return sections;
    }

    private static void noDuplicates(Path path, List<Setting> settings) {
        Set<String> seen = new HashSet<>();
        for (Setting setting : settings) {
            if (!seen.add(setting.name())) {
                throw new UserError(path + ":" + setting.line() + ": " + setting.name() + " is there twice");
            }
        }
    }

    private static MappingNode mapping(Path path, Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw wrong(path, node, "expected lines such as 'name: value'");
    }

    private static String key(Path path, NodeTuple pair) {
        if (pair.getKeyNode() instanceof ScalarNode key) {
            return key.getValue();
        }
        throw wrong(path, pair.getKeyNode(), "expected the name of an option");
    }

    private static Setting setting(Path path, String name, NodeTuple pair) {
        return new Setting(name, values(path, pair.getValueNode()), line(pair.getKeyNode()));
    }

    /// A scalar, a list of scalars, or a mapping, whose pairs become `name=value`.
    private static List<String> values(Path path, Node node) {
        return switch (node) {
            case ScalarNode scalar -> List.of(scalar.getValue());
            case SequenceNode list ->
                list.getValue().stream().map(item -> scalar(path, item)).toList();
            case MappingNode pairs ->
                pairs.getValue().stream()
                        .map(pair -> key(path, pair) + '=' + scalar(path, pair.getValueNode()))
                        .toList();
            default -> throw wrong(path, node, "expected a value");
        };
    }

    private static String scalar(Path path, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(path, node, "expected a value, not a list or mapping within one");
    }

    private static UserError wrong(Path path, Node node, String what) {
        return new UserError(path + ":" + line(node) + ": " + what);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
