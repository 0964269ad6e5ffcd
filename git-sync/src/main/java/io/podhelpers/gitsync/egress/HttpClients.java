package io.podhelpers.gitsync.egress;

import java.net.Authenticator;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/// Clients for what is not git: hooks, tokens, large files.
public final class HttpClients {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private HttpClients() {}

    /// A client to be finished: HTTP/1.1, work on virtual threads, the process's proxies with their passwords, and
    /// the authorities that the file system brings.
    public static HttpClient.Builder builder(Redirect redirects) {
        HttpClient.Builder builder = withoutAuthorities(redirects);
        SystemAuthorities.context().ifPresent(builder::sslContext);
        return builder;
    }

    /// The same with TLS settings of its own, so that the file system's authorities, which may be unusable, are not
    /// read.
    public static HttpClient.Builder builder(Redirect redirects, SSLContext tls) {
        return withoutAuthorities(redirects).sslContext(tls);
    }

    private static HttpClient.Builder withoutAuthorities(Redirect redirects) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(redirects)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        Authenticator passwords = Authenticator.getDefault();
        if (passwords != null) {
            builder.authenticator(passwords);
        }
        return builder;
    }
}
