package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.podhelpers.runtime.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Makes a TLS context of PEM files.
final class Tls {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private Tls() {}

    /// @throws UserError if a file cannot be used
    static SSLContext context(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(settings), trustManagers(settings), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError("TLS of the http sink: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trustManagers(TlsSettings settings)
            throws GeneralSecurityException, IOException {
        if (settings.insecure()) {
            return new TrustManager[] {new TrustAll()};
        }
        if (settings.caFile().isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate certificate :
                certificates("--http-ca-file", settings.caFile().get())) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] keyManagers(TlsSettings settings)
            throws GeneralSecurityException, IOException {
        if (settings.certificateFile().isEmpty() || settings.keyFile().isEmpty()) {
            return null;
        }
        Certificate[] chain = certificates(
                        "--http-client-cert-file", settings.certificateFile().get())
                .toArray(Certificate[]::new);
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key(settings.keyFile().get(), chain[0]), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String option, Path file) {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError(option + ": cannot read " + file + " (expected: PEM certificates)", e);
        }
        throw new UserError(option + ": no certificate in " + file + " (expected: PEM certificates)");
    }

    private static PrivateKey key(Path file, Certificate certificate) {
        try {
            Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, US_ASCII));
            if (pem.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
                return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new UserError("--http-client-key-file: cannot read " + file + " (expected: a PEM key, PKCS#8)", e);
        }
        throw new UserError("--http-client-key-file: no key in " + file + " (expected: -----BEGIN PRIVATE KEY-----)");
    }

    /// What `--http-insecure` asks for.
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
