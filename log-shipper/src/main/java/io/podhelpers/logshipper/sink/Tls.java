package io.podhelpers.logshipper.sink;

import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import io.podhelpers.runtime.tls.TrustsAnyone;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// Makes a TLS context of PEM files.
final class Tls {
    private Tls() {}

    /// @throws UserError if a file cannot be used
    static SSLContext context(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(settings), trustManagers(settings), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new UserError("TLS of the http sink: " + e.getMessage(), e);
        }
    }

    private static TrustManager @Nullable [] trustManagers(TlsSettings settings) {
        if (settings.insecure()) {
            return new TrustManager[] {new TrustsAnyone()};
        }
        return settings.caFile()
                .map(file -> TlsKeys.trustManagers("--http-ca-file", Pem.certificates("--http-ca-file", file)))
                .orElse(null);
    }

    private static KeyManager @Nullable [] keyManagers(TlsSettings settings) {
        if (settings.certificateFile().isEmpty() || settings.keyFile().isEmpty()) {
            return null;
        }
        return TlsKeys.keyManagers(
                "--http-client-cert-file",
                Pem.certificates(
                        "--http-client-cert-file", settings.certificateFile().get()),
                Pem.privateKey("--http-client-key-file", settings.keyFile().get()));
    }
}
