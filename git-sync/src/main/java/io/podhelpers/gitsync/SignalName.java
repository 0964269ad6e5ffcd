package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.util.Locale;

/// Reads the name of the signal that starts a pass.
final class SignalName {
    private SignalName() {}

    /// `SIGHUP`, `HUP` and `1` all give `HUP`, the name that the JVM knows it by.
    static String parse(String text) {
        String name = text.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        return switch (name) {
            case "HUP", "1" -> "HUP";
            case "USR2", "12" -> "USR2";
            default -> throw new UserError("--sync-on-signal: '" + text + "' (expected: SIGHUP, HUP, 1 or SIGUSR2)");
        };
    }
}
