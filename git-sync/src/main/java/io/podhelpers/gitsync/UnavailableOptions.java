package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that are planned: naming one is refused, because ignoring it would publish what was not asked for.
final class UnavailableOptions {
    @Option(names = "--config", hidden = true)
    @Nullable
    String config;

    void check() {
        Map<String, @Nullable String> asked = new LinkedHashMap<>();
        asked.put("--config", config);
        asked.forEach(UnavailableOptions::refuse);
    }

    private static void refuse(String option, @Nullable String value) {
        if (value != null) {
            throw new UserError(option + ": not available in this version");
        }
    }
}
