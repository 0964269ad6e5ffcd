package io.podhelpers.gitsync;

import io.podhelpers.gitsync.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `--error-file`: the last failure as JSON `{"Msg","Err","Args"}` for another container to read; gone on success.
final class ErrorFile {
    private static final Logger log = LoggerFactory.getLogger(ErrorFile.class);

    private final @Nullable Path file;

    ErrorFile(@Nullable Path file) {
        this.file = file;
    }

    void write(String message, String error, Map<String, String> arguments) {
        if (file == null) {
            return;
        }
        String fields = arguments.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> Json.quoted(field.getKey()) + ":" + Json.quoted(field.getValue()))
                .collect(Collectors.joining(","));
        String json =
                "{\"Msg\":" + Json.quoted(message) + ",\"Err\":" + Json.quoted(error) + ",\"Args\":{" + fields + "}}\n";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileTrees.writeAtomically(file, json);
        } catch (IOException e) {
            log.atError().addKeyValue("file", file).setCause(e).log("cannot write the error file");
        }
    }

    void remove() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.atError().addKeyValue("file", file).setCause(e).log("cannot remove the error file");
        }
    }
}
