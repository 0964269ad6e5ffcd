package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/// The names of git-sync v3: they still work, each with a warning that names the new one.
final class LegacyOptions {
    private static final Logger log = LoggerFactory.getLogger(LegacyOptions.class);

    @Option(names = "--branch", hidden = true)
    @Nullable
    String branch;

    @Option(names = "--rev", hidden = true)
    @Nullable
    String rev;

    @Option(names = "--dest", hidden = true)
    @Nullable
    String dest;

    @Option(names = "--wait", hidden = true)
    @Nullable
    Double waitSeconds;

    @Option(names = "--timeout", hidden = true)
    @Nullable
    Integer timeoutSeconds;

    @Option(names = "--max-sync-failures", hidden = true)
    @Nullable
    Integer maxSyncFailures;

    @Option(names = "--password", hidden = true)
    @Nullable
    String password;

    @Option(names = "--sync-hook-command", hidden = true)
    @Nullable
    String syncHookCommand;

    @Option(names = "--change-permissions", hidden = true, defaultValue = "0")
    String changePermissions;

    @Option(
            names = "--ssh",
            hidden = true,
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class)
    boolean ssh;

    void check() {
        if (!changePermissions.equals("0")) {
            throw new UserError("--change-permissions: no longer there (expected: --group-write)");
        }
        if (ssh) {
            warn("--ssh", "nothing: the URL says it");
        }
    }

    String ref(String current) {
        String old = branch != null && !branch.isEmpty() ? branch : null;
        if (rev != null && !rev.isEmpty() && !(old != null && rev.equals("HEAD"))) {
            if (old != null) {
                throw new UserError("--branch, --rev: both are set (expected: --ref)");
            }
            warn("--rev", "--ref");
            return rev;
        }
        if (old != null) {
            warn("--branch", "--ref");
            return old;
        }
        return current;
    }

    @Nullable
    String link(@Nullable String current) {
        return replaced("--dest", "--link", dest, current);
    }

    @Nullable
    String exechook(@Nullable String current) {
        return replaced("--sync-hook-command", "--exechook-command", syncHookCommand, current);
    }

    @Nullable
    String password(boolean fromCommandLine) {
        if (!fromCommandLine) {
            return null;
        }
        return replaced("--password", "--password-file or $GITSYNC_PASSWORD", password, null);
    }

    Duration period(Duration current) {
        if (waitSeconds == null || waitSeconds == 0) {
            return current;
        }
        warn("--wait", "--period");
        return Duration.ofMillis((long) (waitSeconds * 1000));
    }

    Duration syncTimeout(Duration current) {
        if (timeoutSeconds == null || timeoutSeconds == 0) {
            return current;
        }
        warn("--timeout", "--sync-timeout");
        return Duration.ofSeconds(timeoutSeconds);
    }

    int maxFailures(int current) {
        if (maxSyncFailures == null || maxSyncFailures == 0) {
            return current;
        }
        warn("--max-sync-failures", "--max-failures");
        return maxSyncFailures;
    }

    private static @Nullable String replaced(
            String oldName, String newName, @Nullable String value, @Nullable String current) {
        if (value == null || value.isEmpty()) {
            return current;
        }
        warn(oldName, newName);
        return value;
    }

    private static void warn(String oldName, String newName) {
        log.atWarn().addKeyValue("option", oldName).addKeyValue("use", newName).log("an option of git-sync v3");
    }
}
