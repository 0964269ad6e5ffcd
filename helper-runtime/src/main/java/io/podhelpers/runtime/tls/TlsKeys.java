package io.podhelpers.runtime.tls;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// PEM material as the JDK's TLS takes it.
public final class TlsKeys {
    private static final char[] NO_PASSWORD = {};

    private TlsKeys() {}

    /// Presents this certificate chain.
    ///
    /// @param where for the message
    /// @throws UserError if the key is not that of the certificate
    public static KeyManager[] keyManagers(String where, X509Certificate[] chain, PrivateKey key) {
        try {
            if (!key.getAlgorithm()
                    .startsWith(chain[0].getPublicKey().getAlgorithm().substring(0, 2))) {
                throw new UserError(where + ": the key (" + key.getAlgorithm() + ") is not that of the certificate ("
                        + chain[0].getPublicKey().getAlgorithm() + ")");
            }
            KeyStore store = emptyStore();
            store.setKeyEntry("own", key, NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError(where + ": unusable certificate or key: " + e.getMessage(), e);
        }
    }

    /// Trusts what these authorities signed.
    public static TrustManager[] trustManagers(String where, X509Certificate... authorities) {
        try {
            KeyStore store = emptyStore();
            for (X509Certificate authority : Arrays.asList(authorities)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError(where + ": unusable certificate: " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
