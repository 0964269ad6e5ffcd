package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/// `--cookie-file` as git-sync v4 takes it, on or off, or with the file's own place.
final class CookieChoice {
    private static final Path USUAL = Path.of("/etc/git-secret/cookie_file");

    private CookieChoice() {}

    static @Nullable Path of(String value) {
        if (value.startsWith("/")) {
            return Path.of(value);
        }
        try {
            return new GoBoolean().convert(value) ? USUAL : null;
        } catch (TypeConversionException e) {
            throw new UserError("--cookie-file: '" + value + "' (expected: true, false or an absolute path)", e);
        }
    }
}
