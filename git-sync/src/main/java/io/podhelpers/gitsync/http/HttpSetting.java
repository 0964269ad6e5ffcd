package io.podhelpers.gitsync.http;

import java.net.URL;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/// A setting `http.<name>` as it is for one URL: `http.<url>.<name>` with the longest URL that fits counts most
/// (git-config(1)).
final class HttpSetting {
    private HttpSetting() {}

    /// Its value; null if it is set nowhere.
    static @Nullable String of(Config config, URL url, String name) {
        String value = config.getString("http", null, name);
        int best = -1;
        for (String section : config.getSubsections("http")) {
            String own = config.getString("http", section, name);
            int fit = UrlPrefix.fit(section, url);
            if (own != null && fit > best) {
                best = fit;
                value = own;
            }
        }
        return value;
    }
}
