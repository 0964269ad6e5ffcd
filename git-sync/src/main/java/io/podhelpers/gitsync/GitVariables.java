package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Settings that git takes from its environment, and so people give to git-sync (git(1), "Environment Variables";
/// git-config(1), `GIT_CONFIG_COUNT`). They count more than a setting of `--git-config`, as in git.
final class GitVariables {
    private static final Map<String, String> SETTINGS = Map.of(
            "GIT_SSL_CAINFO", "http.sslCAInfo",
            "GIT_SSL_CERT", "http.sslCert",
            "GIT_SSL_KEY", "http.sslKey",
            "GIT_HTTP_USER_AGENT", "http.userAgent");
    private static final String COUNT = "GIT_CONFIG_COUNT";
    private static final int MOST = 1000;

    private GitVariables() {}

    static List<GitSetting> settings(Map<String, String> environment) {
        List<GitSetting> settings = new ArrayList<>(counted(environment));
        SETTINGS.forEach((variable, key) -> {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                settings.add(GitSetting.of(variable, key, value, false));
            }
        });
        if (environment.containsKey("GIT_SSL_NO_VERIFY")) { // whatever its value
            settings.add(GitSetting.of("GIT_SSL_NO_VERIFY", "http.sslVerify", "false", false));
        }
        return settings;
    }

    /// `GIT_CONFIG_KEY_0`, `GIT_CONFIG_VALUE_0` and so on.
    private static List<GitSetting> counted(Map<String, String> environment) {
        List<GitSetting> settings = new ArrayList<>();
        int count = count(environment.getOrDefault(COUNT, ""));
        for (int i = 0; i < count; i++) {
            String key = "GIT_CONFIG_KEY_" + i;
            settings.add(
                    GitSetting.of(key, given(environment, key), given(environment, "GIT_CONFIG_VALUE_" + i), true));
        }
        return settings;
    }

    private static String given(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        if (value == null) {
            throw new UserError(variable + ": missing (expected: a value, as " + COUNT + " says)");
        }
        return value;
    }

    private static int count(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MOST) {
            throw new UserError(COUNT + ": '" + text + "' (expected: 0 to " + MOST + ")");
        }
        return Integer.parseInt(text);
    }
}
