package io.podhelpers.logshipper.parse;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;

/// Which parser reads which file.
public final class Parsers {
    private final String choice;
    private final Parser raw = new RawParser();
    private final Parser access;
    private final Parser error = new ErrorLogParser();
    private final Parser json = new JsonParser("json", false);
    private final Parser nginxJson = new JsonParser("nginx-json", true);

    /// @param choice `auto`, `none`, `nginx-combined`, `nginx-json`, `nginx-error` or `json`
    /// @param logFormat the access log's own format as nginx writes it, empty for combined
    /// @throws UserError if there is no such parser, or the format cannot be compiled
    public Parsers(String choice, String logFormat) {
        this.choice = choice;
        this.access = logFormat.isEmpty()
                ? LogFormatCompiler.combined()
                : LogFormatCompiler.compile("log-format", logFormat, false);
        byName(choice);
    }

    /// The parser of a file, by its name when `auto` was asked for.
    public Parser forFile(Path file) {
        return byName(choice.equals("auto") ? guess(file.getFileName().toString()) : choice);
    }

    private static String guess(String file) {
        if (file.contains("error")) {
            return "nginx-error";
        }
        boolean json = file.contains("json");
        if (file.contains("access")) {
            return json ? "nginx-json" : "nginx-combined";
        }
        return json ? "json" : "none";
    }

    private Parser byName(String name) {
        return switch (name) {
            case "auto", "none" -> raw;
            case "nginx-combined" -> access;
            case "nginx-error" -> error;
            case "nginx-json" -> nginxJson;
            case "json" -> json;
            default ->
                throw new UserError("--parser: '" + name
                        + "' (expected: auto, none, nginx-combined, nginx-json, nginx-error or json)");
        };
    }

    /// The parser for what another could not read.
    public Parser raw() {
        return raw;
    }
}
