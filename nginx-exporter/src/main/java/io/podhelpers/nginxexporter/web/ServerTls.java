package io.podhelpers.nginxexporter.web;

import io.podhelpers.nginxexporter.net.ChannelSocket;
import io.podhelpers.nginxexporter.web.WebConfig.Source;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import io.podhelpers.runtime.tls.TrustsAnyone;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// The server's side of TLS as the web configuration says. Immutable: a changed certificate makes another one.
final class ServerTls {
    private static final String WHERE = "--web.config.file: tls_server_config";

    private final WebConfig.Tls settings;
    private final SSLContext context;

    /// @throws UserError if the certificate, the key or a cipher suite cannot be used
    ServerTls(WebConfig.Tls settings) {
        this.settings = settings;
        X509Certificate[] chain = certificates(settings.certificate());
        PrivateKey key = key(settings.key());
        TrustManager[] trust = settings.clientAuth().verifies()
                ? TlsKeys.trustManagers(
                        WHERE,
                        settings.clientAuthority().map(ServerTls::certificates).orElseThrow())
                : new TrustManager[] {new TrustsAnyone()}; // asks for a certificate without verifying it
        try {
            context = SSLContext.getInstance("TLS");
            context.init(TlsKeys.keyManagers(WHERE, chain, key), trust, null);
            apply(context.getDefaultSSLParameters());
            List<String> supported = List.of(context.getSupportedSSLParameters().getCipherSuites());
            for (String suite : settings.cipherSuites()) {
                if (!supported.contains(suite)) {
                    throw new UserError(WHERE + ".cipher_suites: '" + suite + "' is not known here");
                }
            }
        } catch (GeneralSecurityException e) {
            throw new UserError(WHERE + ": TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// The server's end over an accepted connection, before its handshake.
    SSLSocket layer(ChannelSocket socket) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        secured.setUseClientMode(false);
        secured.setSSLParameters(apply(secured.getSSLParameters()));
        return secured;
    }

    /// To be called after the handshake.
    ///
    /// @throws IOException if the client's certificate carries none of the names that are let in
    void checkClient(SSLSocket secured) throws IOException {
        if (settings.clientNames().isEmpty()) {
            return;
        }
        try {
            X509Certificate client = (X509Certificate) secured.getSession().getPeerCertificates()[0];
            boolean allowed = client.getSubjectAlternativeNames() != null
                    && client.getSubjectAlternativeNames().stream()
                            .anyMatch(name -> settings.clientNames().contains(String.valueOf(name.get(1))));
            if (!allowed) {
                throw new IOException("the client's certificate has none of the names in client_allowed_sans");
            }
        } catch (CertificateException e) {
            throw new IOException("the client's certificate cannot be read", e);
        }
    }

    private SSLParameters apply(SSLParameters parameters) {
        parameters.setProtocols(settings.protocols().toArray(String[]::new));
        if (!settings.cipherSuites().isEmpty()) {
            parameters.setCipherSuites(settings.cipherSuites().toArray(String[]::new));
        }
        if (!settings.groups().isEmpty()) {
            parameters.setNamedGroups(settings.groups().toArray(String[]::new));
        }
        parameters.setUseCipherSuitesOrder(settings.preferOwnOrder());
        switch (settings.clientAuth()) {
            case NO_CLIENT_CERT -> parameters.setWantClientAuth(false);
            case REQUEST_CLIENT_CERT, VERIFY_CLIENT_CERT_IF_GIVEN -> parameters.setWantClientAuth(true);
            case REQUIRE_ANY_CLIENT_CERT, REQUIRE_AND_VERIFY_CLIENT_CERT -> parameters.setNeedClientAuth(true);
        }
        return parameters;
    }

    private static X509Certificate[] certificates(Source source) {
        return switch (source) {
            case Source.InFile in -> Pem.certificates(WHERE, in.file());
            case Source.Inline in -> Pem.certificatesIn(WHERE, in.pem());
        };
    }

    private static PrivateKey key(Source source) {
        return switch (source) {
            case Source.InFile in -> Pem.privateKey(WHERE, in.file());
            case Source.Inline in -> Pem.privateKeyIn(WHERE, in.pem());
        };
    }
}
