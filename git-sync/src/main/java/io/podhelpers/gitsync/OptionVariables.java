package io.podhelpers.gitsync;

import io.podhelpers.runtime.EnvironmentNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `--period` is `GITSYNC_PERIOD`; the older spellings of git-sync v3 stand behind it.
final class OptionVariables implements EnvironmentNames {
    static final String CURRENT = "GITSYNC_";
    static final String OLD = "GIT_SYNC_";

    /// Variables that are not simply a prefix and the option's name.
    private static final Map<String, List<String>> OTHERS = Map.of(
            "ssh-key-file", List.of("GIT_SSH_KEY_FILE"),
            "ssh-known-hosts", List.of("GIT_SYNC_KNOWN_HOSTS", "GIT_KNOWN_HOSTS"),
            "ssh-known-hosts-file", List.of("GIT_SSH_KNOWN_HOSTS_FILE"),
            "cookie-file", List.of("GIT_COOKIE_FILE"),
            "askpass-url", List.of("GIT_ASKPASS_URL"),
            "sync-hook-command", List.of("GIT_SYNC_HOOK_COMMAND"),
            "change-permissions", List.of("GIT_SYNC_PERMISSIONS"));

    @Override
    public List<String> of(String longName) {
        String name = EnvironmentNames.upperSnake(longName);
        List<String> variables = new ArrayList<>(List.of(CURRENT + name, OLD + name));
        variables.addAll(OTHERS.getOrDefault(longName, List.of()));
        return variables;
    }
}
