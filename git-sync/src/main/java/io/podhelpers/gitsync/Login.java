package io.podhelpers.gitsync;

import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// A user name and password, and the URLs they may be sent to.
///
/// @param url scheme, host and port have to be the same; its path decides between several logins for one host
record Login(String url, String username, String password) {
    /// How well this login fits: -1 not at all, else the more the longer the common path. A login for one path of a
    /// host
    /// still serves the host's other paths, as git's own credential matching does.
    int fit(URIish target) {
        try {
            URIish own = new URIish(url);
            if (!same(own.getScheme(), target.getScheme())
                    || !same(own.getHost(), target.getHost())
                    || port(own) != port(target)) {
                return -1;
            }
            String path = trimmed(own.getRawPath());
            String wanted = trimmed(target.getRawPath());
            boolean below = wanted.equals(path) || wanted.startsWith(path + "/") || path.isEmpty();
            return below ? 1 + path.length() : 0;
        } catch (URISyntaxException e) {
            return -1;
        }
    }

    /// The login that fits a URL best; the first of equals, so the order of the options decides.
    static Optional<Login> best(List<Login> logins, URIish target) {
        return logins.stream()
                .filter(login -> login.fit(target) >= 0)
                .max(Comparator.comparingInt((Login login) -> login.fit(target))
                        .thenComparingInt(login -> -logins.indexOf(login)));
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one != null && other != null && one.equalsIgnoreCase(other);
    }

    private static int port(URIish uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "http".equals(uri.getScheme()) ? 80 : 443;
    }

    private static String trimmed(@Nullable String path) {
        return path == null ? "" : path.replaceAll("^/+|/+$", "");
    }

    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
