package io.podhelpers.gitsync;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.gitsync.json.MalformedJson;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A user name and password for one URL and everything below it.
///
/// @param url scheme, host and port have to be the same, the path a prefix
/// @param password the password itself, or none when it is in a file
/// @param passwordFile read again before each pass
record Credential(
        String url,
        String username,
        @Nullable String password,
        @Nullable Path passwordFile) {
    private static final Set<String> FIELDS = Set.of("url", "username", "password", "password-file");

    Credential {
        if ((password == null) == (passwordFile == null)) {
            throw new UserError(
                    "--credential for " + Secrets.redact(url) + (password == null ? ": no password" : ": two passwords")
                            + " (expected: password or password-file)");
        }
    }

    /// Reads one JSON object or a list of them.
    static List<Credential> parse(String json) {
        try {
            return Json.read(new StringReader(json), Credential::all);
        } catch (MalformedJson e) {
            // its message names a position only: the text holds a password
            throw new UserError("--credential: " + e.getMessage() + " (expected: a JSON object or list)", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be read", e);
        }
    }

    private static List<Credential> all(JsonParser parser) throws MalformedJson {
        List<Credential> credentials = new ArrayList<>();
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            credentials.add(one(parser));
        } else {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                credentials.add(one(parser));
            }
        }
        if (parser.nextToken() != null) {
            throw new MalformedJson("more text after the value");
        }
        return credentials;
    }

    private static Credential one(JsonParser parser) throws MalformedJson {
        Map<String, String> fields = new HashMap<>();
        Json.enterObject(parser);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (!FIELDS.contains(name)) {
                throw new UserError("--credential: unknown field '" + name
                        + "' (expected: url, username, password, password-file)");
            }
            String value = Json.string(parser).orElse("");
            if (!value.isEmpty()) {
                fields.put(name, value);
            }
        }
        String file = fields.get("password-file");
        return new Credential(
                required(fields, "url"),
                required(fields, "username"),
                fields.get("password"),
                file == null ? null : Path.of(file));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new UserError("--credential: no " + name + " (expected: a text)");
        }
        return value;
    }

    String currentPassword() {
        if (password != null) {
            return password;
        }
        return Secrets.read("--password-file", Objects.requireNonNull(passwordFile));
    }

    @Override
    public String toString() {
        return "Credential[" + Secrets.redact(url) + "]";
    }
}
