package io.podhelpers.gitsync;

import org.eclipse.jgit.lib.Config;

/// `url.<base>.insteadOf`: the longest prefix that matches is replaced, as git does.
final class UrlRewrite {
    private UrlRewrite() {}

    static String apply(Config config, String url) {
        String base = "";
        String longest = "";
        for (String candidate : config.getSubsections("url")) {
            for (String prefix : config.getStringList("url", candidate, "insteadOf")) {
                if (url.startsWith(prefix) && prefix.length() > longest.length()) {
                    base = candidate;
                    longest = prefix;
                }
            }
        }
        return longest.isEmpty() ? url : base + url.substring(longest.length());
    }
}
