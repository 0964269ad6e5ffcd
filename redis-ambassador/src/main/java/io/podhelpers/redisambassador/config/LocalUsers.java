package io.podhelpers.redisambassador.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whom the ambassador itself lets in, as of when the files were read.
///
/// @param passwords by user; a password, or `#` and its SHA-256 as Redis keeps it in its own ACL files; bytes as ISO
///     8859-1 characters
public record LocalUsers(Map<String, String> passwords) {

    public LocalUsers {
        passwords = Map.copyOf(passwords);
    }

    public static LocalUsers of(String user, String password) {
        return new LocalUsers(Map.of(bytes(user), bytes(password)));
    }

    /// Reads a file with one user a line: `name:password` or `name:#sha256`. Empty lines and those that begin with `#`
    /// are skipped.
    ///
    /// @param option what named the file, for the message
    public static LocalUsers read(String option, Path file) {
        Map<String, String> users = new HashMap<>();
        int number = 0;
        for (String line : Secrets.read(option, file).split("\\r?\\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String problem = add(users, bytes(line));
            if (problem != null) {
                throw new UserError(option + ": " + file + ", line " + number + ": " + problem
                        + " (expected: name:password or name:#sha256)");
            }
        }
        if (users.isEmpty()) {
            throw new UserError(option + ": " + file + " names nobody (expected: name:password in each line)");
        }
        return new LocalUsers(users);
    }

    private static @Nullable String add(Map<String, String> users, String line) {
        int colon = line.indexOf(':');
        if (colon < 1 || colon == line.length() - 1) {
            return "a name or a password is missing";
        }
        String password = line.substring(colon + 1);
        if (password.startsWith("#") && !password.matches("#[0-9a-f]{64}")) {
            return "what follows # is no SHA-256";
        }
        return users.put(line.substring(0, colon), password) == null ? null : "a user for the second time";
    }

    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /// Whether the user is known and the password, given as bytes in ISO 8859-1 characters, is theirs.
    public boolean letIn(String user, String password) {
        String expected = passwords.get(user);
        if (expected == null) {
            return false;
        }
        String given = expected.startsWith("#") && expected.length() == 65 ? "#" + sha256(password) : password;
        return Secrets.same(expected.getBytes(ISO_8859_1), given.getBytes(ISO_8859_1));
    }

    private static String sha256(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "LocalUsers" + passwords.keySet();
    }
}
