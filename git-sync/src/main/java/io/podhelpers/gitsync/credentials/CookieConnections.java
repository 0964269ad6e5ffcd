package io.podhelpers.gitsync.credentials;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.time.InstantSource;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/// JGit's own connections, each with the cookies that fit its URL, so a redirect takes none to another host.
///
/// JGit can read cookie files, too, but sends their values in quotes with `$Path` and `$Domain` (RFC 2965), which git
/// does not and most servers no longer understand.
public final class CookieConnections implements HttpConnectionFactory2 {
    private final JDKHttpConnectionFactory connections = new JDKHttpConnectionFactory();
    private final CookieFile cookies;
    private final InstantSource clock;

    public CookieConnections(CookieFile cookies, InstantSource clock) {
        this.cookies = cookies;
        this.clock = clock;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return with(url, connections.create(url));
    }

    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        return with(url, connections.create(url, proxy));
    }

    @Override
    public GitSession newSession() {
        return connections.newSession();
    }

    private HttpConnection with(URL url, HttpConnection connection) throws IOException {
        String header = cookies.header(URI.create(url.toString()), clock.instant());
        if (!header.isEmpty()) {
            connection.setRequestProperty("Cookie", header);
        }
        return connection;
    }
}
