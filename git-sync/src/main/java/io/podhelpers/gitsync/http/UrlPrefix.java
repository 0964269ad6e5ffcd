package io.podhelpers.gitsync.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;

/// The `<url>` of `http.<url>.*`: scheme, host and port are the same, the path is a prefix by whole parts.
final class UrlPrefix {
    private UrlPrefix() {}

    /// The length of the path if the section is for the URL, else -1.
    static int fit(String section, URL url) {
        try {
            URI prefix = new URI(section);
            boolean sameServer = url.getProtocol().equalsIgnoreCase(prefix.getScheme())
                    && url.getHost().equalsIgnoreCase(prefix.getHost())
                    && port(url.getPort(), url.getDefaultPort()) == port(prefix.getPort(), url.getDefaultPort());
            String path = prefix.getRawPath() == null ? "" : prefix.getRawPath().replaceFirst("/+$", "");
            boolean below = url.getPath().equals(path) || url.getPath().startsWith(path + "/") || path.isEmpty();
            return sameServer && below ? path.length() : -1;
        } catch (URISyntaxException e) {
            return -1;
        }
    }

    private static int port(int port, int usual) {
        return port < 0 ? usual : port;
    }
}
