package io.podhelpers.nginxexporter.nginx;

import io.podhelpers.nginxexporter.net.ChannelSocket;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import io.podhelpers.runtime.tls.TrustsAnyone;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// How the exporter speaks TLS to nginx. The context is made when the first `https` target needs it, or by [#check].
public final class ClientTls {
    /// What the options `--nginx.ssl-*` say.
    ///
    /// @param verify whether certificate and host name must be right
    public record Settings(
            boolean verify, Optional<Path> caCertificate, Optional<Path> clientCertificate, Optional<Path> clientKey) {
        public Settings {
            if (clientCertificate.isPresent() != clientKey.isPresent()) {
                throw new UserError("--nginx.ssl-client-cert and --nginx.ssl-client-key: only one is given (expected:"
                        + " both or none)");
            }
        }
    }

    private final Settings settings;
    private volatile @Nullable SSLContext context;

    public ClientTls(Settings settings) {
        this.settings = settings;
    }

    /// Reads the files now, if any are named; without them all of it waits for the first https target, since the JDK's
    /// own certificates take a third of the start-up time.
    ///
    /// @throws UserError if one cannot be used
    public void check() {
        if (settings.caCertificate.isPresent() || settings.clientCertificate.isPresent()) {
            context();
        }
    }

    /// A TLS socket over a connection, before its handshake.
    SSLSocket layer(ChannelSocket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
        if (settings.verify) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        return secured;
    }

    private SSLContext context() {
        SSLContext made = context;
        if (made == null) {
            made = create();
            context = made;
        }
        return made;
    }

    private SSLContext create() {
        try {
            SSLContext created = SSLContext.getInstance("TLS");
            created.init(keyManagers(), trustManagers(), null);
            return created;
        } catch (GeneralSecurityException e) {
            throw new UserError("--nginx.ssl-*: TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private KeyManager @Nullable [] keyManagers() {
        if (settings.clientCertificate.isEmpty() || settings.clientKey.isEmpty()) {
            return null;
        }
        return TlsKeys.keyManagers(
                "--nginx.ssl-client-cert",
                Pem.certificates("--nginx.ssl-client-cert", settings.clientCertificate.get()),
                Pem.privateKey("--nginx.ssl-client-key", settings.clientKey.get()));
    }

    private TrustManager @Nullable [] trustManagers() {
        if (!settings.verify) {
            return new TrustManager[] {new TrustsAnyone()};
        }
        return settings.caCertificate
                .map(file ->
                        TlsKeys.trustManagers("--nginx.ssl-ca-cert", Pem.certificates("--nginx.ssl-ca-cert", file)))
                .orElse(null);
    }
}
