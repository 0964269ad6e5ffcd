package io.podhelpers.gitsync.http;

import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import io.podhelpers.runtime.tls.TrustsAnyone;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// Socket factories for TLS settings, each used until one of its files changes: the JDK keeps connections and sessions
/// by factory, and a new one for each request would mean a whole handshake each time. Any thread.
public final class TlsFactories {
    private final Map<TlsSettings, Made> made = new HashMap<>();

    /// @param times when the files were last changed
    private record Made(List<FileTime> times, SSLContext context, SSLSocketFactory factory) {}

    /// The context for a URL of https that was not opened by [GitConnections]; nothing for the JDK's own.
    public Optional<SSLContext> context(Config config, URI url) {
        try {
            boolean verify = new HttpConfig(config, new URIish(url.toString())).isSslVerify();
            return made(TlsSettings.of(config, url.toURL(), verify)).map(Made::context);
        } catch (MalformedURLException | URISyntaxException e) {
            throw new IllegalArgumentException("URL " + url, e);
        }
    }

    /// The factory for the settings; null for the JDK's own.
    @Nullable
    SSLSocketFactory of(TlsSettings settings) {
        return made(settings).map(Made::factory).orElse(null);
    }

    private synchronized Optional<Made> made(TlsSettings settings) {
        if (settings.areUsual()) {
            return Optional.empty();
        }
        List<FileTime> times = times(settings);
        Made known = made.get(settings);
        if (known == null || !known.times().equals(times)) {
            SSLContext context = context(settings);
            known = new Made(times, context, context.getSocketFactory());
            made.put(settings, known);
        }
        return Optional.of(known);
    }

    private static List<FileTime> times(TlsSettings settings) {
        List<FileTime> times = new ArrayList<>();
        for (@Nullable
        Path file : new @Nullable Path[] {settings.authorities(), settings.certificate(), settings.key()}) {
            times.add(time(file));
        }
        return times;
    }

    private static FileTime time(@Nullable Path file) {
        try {
            return file == null ? FileTime.fromMillis(0) : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            // reading it will say why it cannot be read
            return FileTime.fromMillis(0);
        }
    }

    private static SSLContext context(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(settings), trust(settings), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS", e);
        }
    }

    private static KeyManager @Nullable [] keys(TlsSettings settings) {
        Path certificate = settings.certificate();
        Path key = settings.key();
        if (certificate == null || key == null) {
            return null;
        }
        return TlsKeys.keyManagers(
                "http.sslCert", Pem.certificates("http.sslCert", certificate), Pem.privateKey("http.sslKey", key));
    }

    private static TrustManager @Nullable [] trust(TlsSettings settings) {
        Path authorities = settings.authorities();
        if (!settings.verify()) {
            return new TrustManager[] {new TrustsAnyone()};
        }
        return authorities == null
                ? null
                : TlsKeys.trustManagers("http.sslCAInfo", Pem.certificates("http.sslCAInfo", authorities));
    }
}
