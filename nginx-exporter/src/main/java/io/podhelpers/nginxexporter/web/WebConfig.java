package io.podhelpers.nginxexporter.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the file of `--web.config.file` says.
///
/// @param tls how TLS is spoken, nothing for plain HTTP
/// @param headers added to each answer
/// @param users user name to bcrypt hash; empty lets everybody in
record WebConfig(Optional<Tls> tls, SortedMap<String, String> headers, Map<String, String> users) {
    /// TLS with this certificate, everything else as it is by default.
    static WebConfig tlsWith(Path certificate, Path key) {
        Tls tls = new Tls(
                new Source.InFile(certificate),
                new Source.InFile(key),
                ClientAuth.NO_CLIENT_CERT,
                Optional.empty(),
                List.of(),
                List.of("TLSv1.2", "TLSv1.3"),
                List.of(),
                true,
                List.of());
        return new WebConfig(Optional.of(tls), new TreeMap<>(), Map.of());
    }

    /// The section `tls_server_config`.
    ///
    /// @param certificate chain, the server's own first
    /// @param clientAuthority what signs clients' certificates
    /// @param clientNames subject alternative names one of which a client must have; empty for any
    /// @param protocols as the JDK names them
    /// @param cipherSuites as the JDK names them; empty for its defaults
    /// @param groups named groups (curves); empty for the JDK's defaults
    record Tls(
            Source certificate,
            Source key,
            ClientAuth clientAuth,
            Optional<Source> clientAuthority,
            List<String> clientNames,
            List<String> protocols,
            List<String> cipherSuites,
            boolean preferOwnOrder,
            List<String> groups) {}

    /// PEM text, in a file or in the configuration itself.
    sealed interface Source {
        record InFile(Path file) implements Source {}

        record Inline(String pem) implements Source {}

        default Optional<Path> path() {
            return this instanceof InFile(Path file) ? Optional.of(file) : Optional.empty();
        }
    }

    /// Go's names for what is asked of clients.
    enum ClientAuth {
        NO_CLIENT_CERT("NoClientCert"),
        REQUEST_CLIENT_CERT("RequestClientCert"),
        REQUIRE_ANY_CLIENT_CERT("RequireAnyClientCert"),
        VERIFY_CLIENT_CERT_IF_GIVEN("VerifyClientCertIfGiven"),
        REQUIRE_AND_VERIFY_CLIENT_CERT("RequireAndVerifyClientCert");

        private final String text;

        ClientAuth(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean verifies() {
            return this == VERIFY_CLIENT_CERT_IF_GIVEN || this == REQUIRE_AND_VERIFY_CLIENT_CERT;
        }

        boolean requires() {
            return this == REQUIRE_ANY_CLIENT_CERT || this == REQUIRE_AND_VERIFY_CLIENT_CERT;
        }
    }
}
