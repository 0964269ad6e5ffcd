package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// A configuration file in YAML. Every value is text as it is written: whether `0123` or `yes` is one depends on who
/// reads it.
final class YamlFile {
    private static final int LARGEST_BYTES = 1 << 20;

    private YamlFile() {}

    /// The top-level mapping, in the order of the file.
    ///
    /// @throws UserError if the file cannot be read or is no mapping
    static Map<String, Object> read(Path file) {
        return mapping(load(file), file.toString());
    }

    private static Object load(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setLabel(file.toString())
                .build();
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new UserError(file + ": larger than 1Mi (expected: a configuration file)");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return isEmpty(text) ? Map.of() : new Load(settings).loadFromString(text);
        } catch (NoSuchFileException e) {
            throw new UserError("no file " + file + " (expected: a readable configuration file)", e);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        } catch (YamlEngineException e) {
            throw new UserError(file + ": " + inOneLine(e), e);
        }
    }

    private static boolean isEmpty(String text) {
        return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private static String inOneLine(YamlEngineException problem) {
        if (problem instanceof MarkedYamlEngineException marked
                && marked.getProblemMark().isPresent()) {
            return "line " + (marked.getProblemMark().get().getLine() + 1) + ": " + marked.getProblem();
        }
        return String.valueOf(problem.getMessage());
    }

    /// A value that has to be a mapping with text as keys.
    ///
    /// @param where the place of the value, for the message
    static Map<String, Object> mapping(Object value, String where) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new UserError(where + ": '" + value + "' (expected: a mapping)");
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        map.forEach((key, entry) -> mapping.put(String.valueOf(key), entry == null ? "" : entry));
        return mapping;
    }
}
