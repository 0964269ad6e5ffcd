package io.podhelpers.gitsync.push;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is left of a repository's URL when everything is dropped in which two URLs of one repository differ:
/// `https://user@GitHub.com:443/Org/site.git/` and `git@github.com:org/site` are both `github.com/org/site`.
///
/// Letter case is ignored in the path, too: the large hosts do so, and where one does not, a pass too many is harmless.
///
/// @param value `host[:port]/path`, or `/path` for a local one
record RepositoryName(String value) {
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[a-z][a-z0-9+.-]*)://(?:[^/@]*@)?(?<host>\\[[^]]*]|[^/:]*)(?::(?<port>\\d*))?(?<path>/.*)?");
    private static final Pattern SCP = Pattern.compile("(?:[^/@:]*@)?(?<host>\\[[^]]*]|[^/:\\[]+):(?<path>.*)");
    private static final Map<String, String> DEFAULT_PORTS =
            Map.of("http", "80", "https", "443", "ssh", "22", "git", "9418", "git+ssh", "22", "ssh+git", "22");

    static RepositoryName of(String url) {
        String text = url.strip().toLowerCase(Locale.ROOT);
        Matcher form = URL.matcher(text);
        if (form.matches()) {
            String path = form.group("path") == null ? "" : form.group("path");
            return new RepositoryName(form.group("host") + port(form) + "/" + bare(path));
        }
        form = SCP.matcher(text);
        if (form.matches()) {
            return new RepositoryName(form.group("host") + "/" + bare(form.group("path")));
        }
        return new RepositoryName("/" + bare(text));
    }

    private static String port(Matcher form) {
        String port = form.group("port");
        boolean usual = port == null || port.isEmpty() || port.equals(DEFAULT_PORTS.get(form.group("scheme")));
        return usual ? "" : ":" + port;
    }

    private static String bare(String path) {
        return path.replaceFirst("^/+", "").replaceFirst("/+$", "").replaceFirst("\\.git$", "");
    }
}
