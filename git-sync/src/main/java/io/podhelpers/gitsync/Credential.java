package io.podhelpers.gitsync;

import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A user name and password for one URL and everything below it.
///
/// @param url scheme, host and port have to be the same, the path a prefix
/// @param password the password itself, or none when it is in a file
/// @param passwordFile read again before each pass
record Credential(String url, String username, @Nullable String password, @Nullable Path passwordFile) {
    private static final Set<String> FIELDS = Set.of("url", "username", "password", "password-file");

    Credential {
        if ((password == null) == (passwordFile == null)) {
            throw new UserError("--credential for " + Secrets.redact(url)
                    + (password == null ? ": no password" : ": two passwords") + " (expected: password or password-file)");
        }
    }

    /// Reads one JSON object or a list of them.
    static List<Credential> parse(String json) {
        List<Credential> credentials = new ArrayList<>();
        Object value;
        try {
            value = Json.parse(json);
        } catch (IllegalArgumentException e) {
            // the message names a position only: the text holds a password
            throw new UserError("--credential: " + e.getMessage() + " (expected: a JSON object or list)", e);
        }
        for (Object entry : value instanceof List<?> list ? list : List.of(value)) {
            if (!(entry instanceof Map<?, ?> fields)) {
                throw new UserError("--credential: not an object (expected: {\"url\": …, \"username\": …, \"password\": …})");
            }
            credentials.add(of(fields));
        }
        return credentials;
    }

    private static Credential of(Map<?, ?> fields) {
        for (Object name : fields.keySet()) {
            if (!(name instanceof String text) || !FIELDS.contains(text)) {
                throw new UserError("--credential: unknown field '" + name + "' (expected: url, username, password, password-file)");
            }
        }
        String file = text(fields, "password-file");
        return new Credential(
                required(fields, "url"),
                required(fields, "username"),
                text(fields, "password"),
                file == null ? null : Path.of(file));
    }

    private static String required(Map<?, ?> fields, String name) {
        String value = text(fields, name);
        if (value == null) {
            throw new UserError("--credential: no " + name + " (expected: a text)");
        }
        return value;
    }

    private static @Nullable String text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null || value.equals("")) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw new UserError("--credential: " + name + " is not a text");
    }

    String currentPassword() {
        if (password != null) {
            return password;
        }
        return Secrets.read("--password-file", java.util.Objects.requireNonNull(passwordFile));
    }

    @Override
    public String toString() {
        return "Credential[" + Secrets.redact(url) + "]";
    }
}
