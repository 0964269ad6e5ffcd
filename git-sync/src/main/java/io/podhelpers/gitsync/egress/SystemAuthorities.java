package io.podhelpers.gitsync.egress;

import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The authorities in the file where Linux distributions keep theirs: a company that mounts its own there, over those
/// of
/// the image, wants them trusted. The image itself has no such file; then the JDK's are trusted.
public final class SystemAuthorities {
    private static final Path FILE = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private SystemAuthorities() {}

    /// The file with them in PEM, if there is one.
    public static Optional<Path> file() {
        return Files.isReadable(FILE) ? Optional.of(FILE) : Optional.empty();
    }

    /// Trusts them, and nobody else.
    static Optional<SSLContext> context() {
        return file().map(SystemAuthorities::contextOf);
    }

    private static SSLContext contextOf(Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            String name = "authorities";
            context.init(null, TlsKeys.trustManagers(name, Pem.certificates(name, file)), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot set up TLS", e);
        }
    }
}
