package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where clients connect.
public sealed interface Endpoint {

    /// A TCP port.
    record Tcp(ListenAddress address) implements Endpoint {
        // by hand, as hashCode: see ListenAddress
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Tcp its && address.equals(its.address);
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// A unix socket.
    ///
    /// @param mode the file's permissions, that decide who may connect
    record Unix(Path path, int mode) implements Endpoint {
        @Override
        public String toString() {
            return path + " " + String.format(Locale.ROOT, "%04o", mode);
        }
    }

    int DEFAULT_MODE = 0660;

    /// Reads `host:port`, `:port`, or as nutcracker writes it `/path/to/socket` with a mode behind it, `0660` if there
    /// is
    /// none.
    ///
    /// @param where the option or the place in a file, for the message
    static Endpoint parse(String text, String where) {
        String stripped = text.strip();
        if (stripped.startsWith("/")) {
            return unix(stripped, where);
        }
        try {
            return new Tcp(ListenAddress.parse(stripped));
        } catch (IllegalArgumentException e) {
            throw new UserError(where + ": " + e.getMessage(), e);
        }
    }

    private static Endpoint unix(String text, String where) {
        int blank = text.lastIndexOf(' ');
        if (blank < 0) {
            return new Unix(Path.of(text), DEFAULT_MODE);
        }
        String mode = text.substring(blank + 1);
        if (!mode.matches("0?[0-7]{3}")) {
            throw new UserError(where + ": '" + text + "' has the mode '" + mode + "' (expected: three octal digits)");
        }
        return new Unix(Path.of(text.substring(0, blank).strip()), Integer.parseInt(mode, 8));
    }
}
