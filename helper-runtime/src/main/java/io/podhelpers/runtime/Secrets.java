package io.podhelpers.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/// Secrets come from files or the environment, and leave the process only towards the server they are for.
public final class Secrets {
    private static final int LARGEST_SECRET_BYTES = 64 * 1024;
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#@\\s]*@");

    private Secrets() {}

    /// The content of a secret's file without its last line end. Read it again before each use: secrets rotate.
    ///
    /// @param option the option that named the file, for the message
    /// @throws UserError if the file cannot be read or is larger than 64 KiB
    public static String read(String option, Path file) {
        try {
            if (Files.size(file) > LARGEST_SECRET_BYTES) {
                throw new UserError(
                        option + ": " + file + " is larger than 64Ki (expected: a file that holds one secret)");
            }
            return Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        } catch (NoSuchFileException e) {
            throw new UserError(option + ": no file " + file + " (expected: a readable file)", e);
        } catch (IOException e) {
            throw new UserError(
                    option + ": cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    /// The text with user names and passwords taken out of every URL in it.
    public static String redact(String text) {
        return USER_INFO.matcher(text).replaceAll("***@");
    }

    /// Whether both are the same, in a time that does not tell how much of them is.
    public static boolean same(byte[] expected, byte[] got) {
        return MessageDigest.isEqual(expected, got);
    }
}
