package io.podhelpers.nginxexporter;

import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The certificates of `src/test/resources/tls`.
public final class TestTls {
    private TestTls() {}

    public static Path file(String name) {
        return Path.of("src/test/resources/tls", name).toAbsolutePath();
    }

    /// Trusts the test authority and shows nothing.
    public static SSLContext anonymous() throws GeneralSecurityException {
        return context(null);
    }

    /// Trusts the test authority and shows this certificate.
    public static SSLContext showing(String name) throws GeneralSecurityException {
        return context(TlsKeys.keyManagers(
                "test", Pem.certificates("test", file(name + ".pem")), Pem.privateKey("test", file(name + ".key"))));
    }

    private static SSLContext context(KeyManager @Nullable [] keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, TlsKeys.trustManagers("test", Pem.certificates("test", file("ca.pem"))), null);
        return context;
    }
}
