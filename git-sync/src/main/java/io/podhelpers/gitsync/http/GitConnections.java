package io.podhelpers.gitsync.http;

import io.podhelpers.gitsync.credentials.CookieFile;
import io.podhelpers.gitsync.egress.ProxyAddress;
import io.podhelpers.gitsync.egress.ProxyVariables;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.time.InstantSource;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;
import org.jspecify.annotations.Nullable;

/// Opens connections, each with the cookies that fit its URL, so a redirect takes none to another host, and with the
/// TLS
/// settings of its URL, which JGit does not read: `http.sslCAInfo`, `http.sslCert`, `http.sslKey`.
///
/// JGit can read cookie files, too, but sends their values in quotes with `$Path` and `$Domain` (RFC 2965), which git
/// does not and most servers no longer understand. One thread.
public final class GitConnections implements HttpConnectionFactory2 {
    private final Config config;
    private final TlsFactories factories;
    private final @Nullable CookieFile cookies;
    private final InstantSource clock;

    /// @param config of the repository that is fetched into
    /// @param factories kept from pass to pass, so that sessions are resumed and connections used again
    public GitConnections(Config config, TlsFactories factories, @Nullable CookieFile cookies, InstantSource clock) {
        this.config = config;
        this.factories = factories;
        this.cookies = cookies;
        this.clock = clock;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, null);
    }

    @Override
    public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
        HttpURLConnection connection = open(url, proxy);
        String header = cookies(URI.create(url.toString()));
        if (!header.isEmpty()) {
            connection.setRequestProperty("Cookie", header);
        }
        return new GitConnection(connection);
    }

    // http.proxy counts more than the environment's proxies, but less than its no_proxy; an empty one means none
    // (git-config(1))
    private HttpURLConnection open(URL url, @Nullable Proxy fromEnvironment) throws IOException {
        String setting = HttpSetting.of(config, url, "proxy");
        if (setting == null) {
            return (HttpURLConnection)
                    (fromEnvironment == null ? url.openConnection() : url.openConnection(fromEnvironment));
        }
        if (setting.isEmpty() || ProxyVariables.leaveOut(url.getHost())) {
            return (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        }
        ProxyAddress address = ProxyAddress.parse("http.proxy", setting);
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(address.proxy());
        connection.setAuthenticator(address.authenticator());
        return connection;
    }

    /// Whether requests to a URL go to its server itself.
    public boolean isDirect(URL url) {
        String setting = HttpSetting.of(config, url, "proxy");
        if (setting != null) {
            return setting.isEmpty() || ProxyVariables.leaveOut(url.getHost());
        }
        return ProxySelector.getDefault().select(URI.create(url.toString())).stream()
                .allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    }

    /// The header with the cookies for a URL; empty if there are none.
    public String cookies(URI url) {
        return cookies == null ? "" : cookies.header(url, clock.instant());
    }

    /// The server of a URL, as a [KeptConnection] is to know it.
    public KeptConnection.Peer peer(URL url, boolean verify) {
        int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
        if (!url.getProtocol().equals("https")) {
            return new KeptConnection.Peer(url.getHost(), port, null, false);
        }
        SSLSocketFactory own = factories.of(TlsSettings.of(config, url, verify));
        SSLSocketFactory factory = own == null ? HttpsURLConnection.getDefaultSSLSocketFactory() : own;
        return new KeptConnection.Peer(url.getHost(), port, factory, verify);
    }

    @Override
    public GitSession newSession() {
        return new GitSession() {
            @Override
            public HttpConnection configure(HttpConnection connection, boolean verify) {
                secure(connection, verify);
                return connection;
            }

            @Override
            public void close() {
                // the factories outlive it
            }
        };
    }

    /// Gives a connection of https its TLS settings.
    ///
    /// @param verify false trusts every server, as `http.sslVerify=false` asks
    private void secure(HttpConnection connection, boolean verify) {
        if (!(((GitConnection) connection).wrapped() instanceof HttpsURLConnection https)) {
            return;
        }
        SSLSocketFactory factory = factories.of(TlsSettings.of(config, https.getURL(), verify));
        if (factory != null) {
            https.setSSLSocketFactory(factory);
        }
        if (!verify) {
            https.setHostnameVerifier((_, _) -> true);
        }
    }
}
